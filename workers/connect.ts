import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/** What tells a process how to reach Temporal: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_PROFILE and their kin. */
export type TemporalEnvironment = Readonly<Record<string, string | undefined>>;

export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

function defined(environment: TemporalEnvironment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function profile(environment: TemporalEnvironment) {
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: defined(environment) });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** Connects a worker by the standard environment profile. */
export async function connectWorker(environment: TemporalEnvironment): Promise<WorkerConnection> {
  const { connectionOptions, namespace } = profile(environment);
  return { connection: await NativeConnection.connect(connectionOptions), namespace };
}

/** Connects a client by the same profile. Close its connection when done. */
export async function connectClient(environment: TemporalEnvironment): Promise<Client> {
  const { connectionOptions, namespace } = profile(environment);
  return new Client({ connection: await Connection.connect(connectionOptions), namespace });
}
