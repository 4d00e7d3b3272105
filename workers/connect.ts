import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';

import { dataConverterOf } from '../access/data-converter.ts';
import type { Environment } from '../access/secrets.ts';
import { answered } from '../access/temporal-answer.ts';
import { temporalProfile } from '../access/temporal-profile.ts';
import { tracingOf } from './tracing.ts';

/** What tells a process how to reach Temporal: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_PROFILE and their kin. */
export type TemporalEnvironment = Environment;

export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/** Connects a worker by the standard environment profile. Throws `NoAccess`, in one sentence. */
export async function connectWorker(environment: TemporalEnvironment): Promise<WorkerConnection> {
  const [profile, dataConverter] = [temporalProfile(environment), dataConverterOf(environment)];
  const connection = await answered(profile, () => NativeConnection.connect(profile.connectionOptions));
  return { connection, namespace: profile.namespace, dataConverter };
}

/** Connects a client by the same profile. Close its connection when done. Throws as {@link connectWorker}. */
export async function connectClient(environment: TemporalEnvironment): Promise<Client> {
  const [profile, dataConverter] = [temporalProfile(environment), dataConverterOf(environment)];
  const { client } = await tracingOf(environment, 'client');
  const connection = await answered(profile, () => Connection.connect(profile.connectionOptions));
  return new Client({
    connection,
    namespace: profile.namespace,
    dataConverter,
    interceptors: { workflow: [...client] },
  });
}
