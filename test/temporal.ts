import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Client, Connection } from '@temporalio/client';

export interface TestClient {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

/** A client of the servers that tests share. */
export async function testClient(servers: Readonly<Record<string, string>>): Promise<TestClient> {
  const config = loadClientConnectConfig({ overrideEnvVars: { ...process.env, ...servers } as Record<string, string> });
  const namespace = config.namespace ?? 'default';
  const connection = await Connection.connect(config.connectionOptions);
  return {
    client: new Client({ connection, namespace }),
    address: config.connectionOptions.address ?? '127.0.0.1:7233',
    namespace,
    close: () => connection.close(),
  };
}
