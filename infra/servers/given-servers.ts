import { Connection } from '@temporalio/client';
import { reasonOf } from '../../access/no-access.ts';
import { answered } from '../../access/temporal-answer.ts';
import { temporalProfile } from '../../access/temporal-profile.ts';
import { storeConnection } from '../../store/connection.ts';
import { ensureSearchAttributes } from './search-attributes.ts';
import type { Environment } from './set-up.ts';

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

/** The variable by which an environment names a Temporal; undefined where it names none. */
export const temporalNamedBy = (environment: Environment): string | undefined =>
  temporalVariables.find((name) => environment[name]);

/**
 * The Temporal that the environment names by the standard profile, checked and given our search attributes; undefined where it names
 * none. A profile file in its usual place does not count unless the environment points at it: it may lead to a paid account.
 */
export async function givenTemporal(environment: Environment): Promise<TemporalAddress | undefined> {
  const named = temporalNamedBy(environment);
  if (!named) return undefined;
  const profile = temporalProfile(environment);
  const { address, namespace, connectionOptions } = profile;
  const connection = await answered(profile, () => Connection.connect(connectionOptions)).catch((error: Error) => {
    throw new Error(`${error.message}. Start it, or unset ${named} to have one started here.`, { cause: error });
  });
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
      `MinIO at ${url} (MINIO_ENDPOINT) does not answer: ${reasonOf(error)}. Start it, or unset MINIO_ENDPOINT to have one started here.`,
      { cause: error },
    );
  });
  return { endPoint, port, useSSL, accessKey, secretKey };
}
