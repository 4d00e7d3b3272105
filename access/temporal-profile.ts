import { homedir, platform } from 'node:os';
import { join } from 'node:path';

import { loadClientConfigProfile, toClientOptions, type ClientConfigProfile } from '@temporalio/envconfig';

import { NoAccess, reasonOf } from './no-access.ts';
import type { Environment } from './secrets.ts';
import { readTightFile } from './tight-file.ts';

/** How Temporal is reached. Holds secrets: pass it on, never print it. */
export interface TemporalProfile {
  readonly address: string;
  readonly namespace: string;
  /** For `Connection.connect` and `NativeConnection.connect` alike. */
  readonly connectionOptions: ReturnType<typeof toClientOptions>['connectionOptions'];
}

const usualAddress = 'localhost:7233';
const usualNamespace = 'default';
/** As they can stand in a header. What else a variable may hold must not reach one, whose errors would tell it. */
const keyForm = /^[\x21-\x7e]+$/;
const headerForm = /^[\x20-\x7e]*$/;
const onLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\]):\d+$/;

/**
 * Reads the standard environment profile: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_..., TEMPORAL_PROFILE and
 * TEMPORAL_CONFIG_FILE. A variable that is empty counts as not set. Throws {@link NoAccess} where it cannot be used, where a file with a
 * key may be read by others, and where the API key would travel in the clear.
 */
export function temporalProfile(environment: Environment): TemporalProfile {
  const given = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => !!entry[1]),
  );
  const profile = read(() => loadClientConfigProfile({ overrideEnvVars: given }));
  checkFiles(profile, given);
  const { address = usualAddress, namespace = usualNamespace, apiKey } = profile;
  if (/[\s@]/.test(address)) throw new NoAccess('TEMPORAL_ADDRESS must be <host>:<port>');
  for (const [name, value] of Object.entries(profile.grpcMeta ?? {}))
    if (!headerForm.test(value))
      throw new NoAccess(`the header ${name} of the Temporal profile cannot stand in a request`);
  const { connectionOptions } = read(() => toClientOptions(profile));
  if (apiKey === undefined) return { address, namespace, connectionOptions };
  const key = apiKey.trim();
  if (!keyForm.test(key))
    throw new NoAccess('TEMPORAL_API_KEY is no API key: it must be one word of letters, digits and signs');
  if (!connectionOptions.tls && !onLoopback.test(address))
    throw new NoAccess(`TEMPORAL_API_KEY would travel to ${address} in the clear: leave TLS on`);
  return { address, namespace, connectionOptions: { ...connectionOptions, apiKey: key } };
}

function read<T>(what: () => T): T {
  try {
    return what();
  } catch (error) {
    // The first line alone: those after it show the file, with what it keeps.
    throw new NoAccess(`the Temporal profile cannot be read: ${reasonOf(error)}`);
  }
}

/** Files that keys come from are their owner's alone. */
function checkFiles({ tls }: ClientConfigProfile, given: Readonly<Record<string, string>>): void {
  if (tls?.clientKey && 'path' in tls.clientKey) readTightFile(tls.clientKey.path, 'TEMPORAL_TLS_CLIENT_KEY_PATH');
  const kept = read(() => loadClientConfigProfile({ overrideEnvVars: given, disableEnv: true }));
  const keepsKey = kept.apiKey !== undefined || (kept.tls?.clientKey && 'data' in kept.tls.clientKey);
  if (keepsKey) readTightFile(given['TEMPORAL_CONFIG_FILE'] ?? usualFile(given), 'the Temporal profile');
}

/** Where the Temporal CLI keeps profiles. */
function usualFile({
  HOME = homedir(),
  XDG_CONFIG_HOME = join(HOME, '.config'),
}: Readonly<Record<string, string>>): string {
  const folder = platform() === 'darwin' ? join(HOME, 'Library', 'Application Support') : XDG_CONFIG_HOME;
  return join(folder, 'temporalio', 'temporal.toml');
}
