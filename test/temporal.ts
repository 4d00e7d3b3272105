import { Client, Connection } from '@temporalio/client';

import { temporalProfile } from '../access/temporal-profile.ts';

export interface TestClient {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

/** A client of the servers that tests share. */
export async function testClient(servers: Readonly<Record<string, string>>): Promise<TestClient> {
  const { address, namespace, connectionOptions } = temporalProfile({ ...process.env, ...servers });
  const connection = await Connection.connect(connectionOptions);
  return {
    client: new Client({ connection, namespace }),
    address,
    namespace,
    close: () => connection.close(),
  };
}
