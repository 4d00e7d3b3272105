import { connectStore, storeConnection } from '../../store/connection.ts';
import { makeStoreUser } from '../../store/minio-admin.ts';
import { storePolicies } from '../../store/store-policies.ts';
import { keptKeys } from './minio-keys.ts';
import type { Environment } from './set-up.ts';

const policyFolder = new URL('../', import.meta.url);

/**
 * The environment of workers that reach a MinIO of ours: not by its root keys, which `environment` has, but as a user who may read and
 * write in the bucket, and remove what a sweep removes.
 */
export async function asWorkerUser<Given extends Environment>(dataFolder: string, environment: Given): Promise<Given> {
  const root = storeConnection(environment);
  await connectStore(root);
  const { accessKey, secretKey } = await keptKeys(dataFolder, 'worker-keys.json');
  const policies = await storePolicies(policyFolder, root.bucket, ['work', 'sweep']);
  await makeStoreUser(root, { accessKey, secretKey }, policies);
  return { ...environment, MINIO_ACCESS_KEY: accessKey, MINIO_SECRET_KEY: secretKey };
}
