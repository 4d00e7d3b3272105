import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { storeConnection } from '../../store/connection.ts';
import { ensureSearchAttributes } from './search-attributes.ts';
import type { Environment } from './set-up.ts';
import { temporalNamespace } from './temporal-server.ts';

export interface TemporalAddress {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl?: string;
}

export interface MinioAddress {
  readonly endPoint: string;
  readonly port: number;
  readonly useSSL: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
}

const temporalVariables = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'] as const;

/**
 * The Temporal that the environment names by the standard profile, checked and given our search attributes; undefined where it names
 * none. A profile file in its usual place does not count unless the environment points at it: it may lead to a paid account.
 */
export async function givenTemporal(environment: Environment): Promise<TemporalAddress | undefined> {
  const named = temporalVariables.find((name) => environment[name]);
  if (!named) return undefined;
  const defined = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => !!entry[1]),
  );
  const { connectionOptions, namespace = temporalNamespace } = loadClientConnectConfig({ overrideEnvVars: defined });
  const address = connectionOptions.address ?? 'localhost:7233';
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '10 seconds' }).catch(
    (error: Error) => {
      throw new Error(
        `Temporal at ${address} (${named}) does not answer: ${error.message}. Start it, or unset ${named} to have one started here.`,
        { cause: error },
      );
    },
  );
  try {
    await ensureSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
  return { address, namespace };
}

/** The S3 store that MINIO_ENDPOINT names, checked to answer; undefined where it is not set. */
export async function givenMinio(environment: Environment): Promise<MinioAddress | undefined> {
  if (!environment['MINIO_ENDPOINT']) return undefined;
  const { endPoint, port, useSSL, accessKey, secretKey } = storeConnection(environment);
  const url = `${useSSL ? 'https' : 'http'}://${endPoint}:${port}`;
  await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch((error: Error) => {
    throw new Error(
      `MinIO at ${url} (MINIO_ENDPOINT) does not answer: ${error.message}. Start it, or unset MINIO_ENDPOINT to have one started here.`,
      { cause: error },
    );
  });
  return { endPoint, port, useSSL, accessKey, secretKey };
}
