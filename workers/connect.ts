import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/** Connects a worker by the standard environment profile: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_PROFILE and their kin. */
export async function connectWorker(): Promise<WorkerConnection> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  return { connection, namespace: namespace ?? 'default' };
}
