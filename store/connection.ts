import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'minio';

import { StoreUnreachable } from './errors.ts';
import { transport } from './transport.ts';

/** Where the objects live. `accessKey` and `secretKey` are secrets: never logged, never put in a history. */
export interface StoreConnection {
  readonly endPoint: string;
  readonly port: number;
  readonly useSSL: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

const required = ['MINIO_ENDPOINT', 'MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'] as const;

/**
 * Reads the connection from MINIO_ENDPOINT (a URL such as http://127.0.0.1:9000), MINIO_ACCESS_KEY,
 * MINIO_SECRET_KEY and, by choice, MINIO_BUCKET (default `rewardmap`).
 */
export function storeConnection(environment: NodeJS.ProcessEnv): StoreConnection {
  const missing = required.filter((name) => !environment[name]);
  if (missing.length > 0) throw new StoreUnreachable(`${missing.join(', ')} must be set to reach MinIO`);
  const text = environment['MINIO_ENDPOINT'] ?? '';
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  // What it says is not told: it may be a URL with a password.
  if (!isPlain)
    throw new StoreUnreachable(
      'MINIO_ENDPOINT must be a URL such as http://127.0.0.1:9000, with no name or password in it',
    );
  const useSSL = url.protocol === 'https:';
  return {
    endPoint: url.hostname,
    port: url.port ? Number(url.port) : useSSL ? 443 : 80,
    useSSL,
    accessKey: environment['MINIO_ACCESS_KEY'] ?? '',
    secretKey: environment['MINIO_SECRET_KEY'] ?? '',
    bucket: environment['MINIO_BUCKET'] ?? 'rewardmap',
  };
}

const keysRefused = new Set(['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch']);

/** A MinIO client whose bucket exists. Throws {@link StoreUnreachable} where MinIO does not answer within 10 seconds, or refuses. */
export async function connectStore(connection: StoreConnection, patienceMs = 10_000): Promise<Client> {
  const { bucket, ...options } = connection;
  const transportAgent = new (options.useSSL ? SecureAgent : PlainAgent)({ keepAlive: true });
  const client = new Client({ ...options, transportAgent, transport: transport(options.useSSL) });
  const patience = new AbortController();
  const silent = sleep(patienceMs, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`nothing within ${patienceMs / 1_000} seconds`);
  });
  try {
    await Promise.race([ensureBucket(client, bucket), silent]);
    return client;
  } catch (error) {
    transportAgent.destroy();
    throw new StoreUnreachable(complaint(connection, error), { cause: error });
  } finally {
    patience.abort();
    await silent.catch(() => undefined);
  }
}

async function ensureBucket(client: Client, bucket: string): Promise<void> {
  if (await client.bucketExists(bucket)) return;
  await client.makeBucket(bucket).catch((error: unknown) => {
    if (codeOf(error) !== 'BucketAlreadyOwnedByYou') throw error;
  });
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

function complaint({ endPoint, port, useSSL, bucket }: StoreConnection, error: unknown): string {
  const where = `MinIO at ${useSSL ? 'https' : 'http'}://${endPoint}:${port}`;
  const code = codeOf(error);
  if (keysRefused.has(code))
    return `${where} refuses us bucket ${bucket} (${code}): look at MINIO_ACCESS_KEY, MINIO_SECRET_KEY and what they may do`;
  const parts = error instanceof AggregateError ? error.errors : [error];
  const words = (parts[0] as Error | undefined)?.message;
  return `${where} does not answer (${words || code}): MINIO_ENDPOINT names it`;
}
