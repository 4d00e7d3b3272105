import type { Client } from '@temporalio/client';

import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { connectClient, type TemporalEnvironment } from './connect.ts';
import { tracingOf } from './tracing.ts';

/** Temporal and MinIO, reached. */
export interface Reached {
  readonly client: Client;
  readonly store: ObjectStore;
}

/** Does work with both servers that an environment names, and closes the connection after it. */
export async function withServers<T>(
  environment: TemporalEnvironment,
  work: (reached: Reached) => Promise<T>,
): Promise<T> {
  const client = await connectClient(environment);
  try {
    return await work({ client, store: await openStore(storeConnection(environment)) });
  } finally {
    await client.connection.close();
    await (await tracingOf(environment, 'client')).sent();
  }
}
