import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect as connectSecure } from 'node:tls';

import { NoAccess, reasonOf } from './no-access.ts';
import type { TemporalProfile } from './temporal-profile.ts';

const patienceMs = 5_000;
const refusals = /UNAUTHENTICATED|PERMISSION_DENIED|authentication credentials|does not have permission/;
const wrongVersion = /wrong version number|ERR_SSL_|EPROTO/;

/** A connection to Temporal. Where it comes to nothing, throws {@link NoAccess}, which says why: both clients tell little. */
export async function answered<T>(profile: TemporalProfile, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    throw new NoAccess(`Temporal at ${profile.address} ${await complaint(profile, error)}`);
  }
}

async function complaint(profile: TemporalProfile, error: unknown): Promise<string> {
  const told = [error, (error as Error).cause].map((each) => (each instanceof Error ? each.message : '')).join(' ');
  if (refusals.test(told)) return 'refuses us: look at TEMPORAL_API_KEY and TEMPORAL_NAMESPACE';
  const { apiKey, tls } = profile.connectionOptions;
  const reason = await handshakeFault(profile);
  if (reason === undefined) {
    const words = apiKey === undefined ? reasonOf(error) : reasonOf(error).replaceAll(apiKey, '(key)');
    return `does not answer as Temporal does (${words})${tls ? '' : ': it may ask for TLS, TEMPORAL_TLS=true'}`;
  }
  if (tls && wrongVersion.test(reason.words))
    return 'does not speak TLS: TEMPORAL_TLS=false, or another TEMPORAL_ADDRESS';
  if (!tls || reason.isSocket) return `does not answer (${reason.words})`;
  return `shows a certificate that is not trusted (${reason.words}): TEMPORAL_TLS_SERVER_CA_CERT_PATH names its authority, TEMPORAL_TLS_SERVER_NAME its name`;
}

interface Fault {
  readonly words: string;
  readonly isSocket: boolean;
}

/** What is wrong with the way to Temporal, by a handshake of our own; undefined where that goes well. */
async function handshakeFault({ address, connectionOptions: { tls } }: TemporalProfile): Promise<Fault | undefined> {
  try {
    const url = new URL(`tcp://${address}`);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const at = { host, port: Number(url.port || 7233) };
    const settings = typeof tls === 'object' && tls !== null ? tls : {};
    const { serverRootCACertificate, clientCertPair, serverNameOverride } = settings;
    const socket = tls
      ? connectSecure({
          ...at,
          servername: serverNameOverride ?? (/^[\d.:]+$/.test(host) ? '' : host),
          ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
          ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
          ALPNProtocols: ['h2'],
        })
      : connectPlain(at);
    try {
      await once(socket, tls ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(patienceMs) });
      return undefined;
    } finally {
      socket.on('error', () => undefined).destroy();
    }
  } catch (error) {
    const { syscall, name } = error as NodeJS.ErrnoException;
    if (name === 'AbortError') return { words: `nothing within ${patienceMs / 1_000} seconds`, isSocket: true };
    return { words: reasonOf(error), isSocket: syscall !== undefined };
  }
}
