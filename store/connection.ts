import { Client } from 'minio';

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
  if (missing.length > 0) throw new Error(`${missing.join(', ')} must be set to reach MinIO`);
  const text = environment['MINIO_ENDPOINT'] ?? '';
  const address = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(address)) {
    throw new Error(`MINIO_ENDPOINT must be a URL such as http://127.0.0.1:9000 (got "${text}")`);
  }
  const url = new URL(address);
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

/** A MinIO client whose bucket exists. */
export async function connectStore(connection: StoreConnection): Promise<Client> {
  const { bucket, ...options } = connection;
  const client = new Client(options);
  if (!(await client.bucketExists(bucket))) {
    await client.makeBucket(bucket).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'BucketAlreadyOwnedByYou') throw error;
    });
  }
  return client;
}
