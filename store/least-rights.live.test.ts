import { randomBytes, randomUUID } from 'node:crypto';

import { Client } from 'minio';
import { beforeAll, expect, inject, test } from 'vitest';

import { storeConnection, type StoreConnection } from './connection.ts';
import { makeStoreUser, type StoreUser } from './minio-admin.ts';
import { openStore, type ObjectStore } from './objects.ts';
import { beginRemoval } from './removal.ts';
import { storePolicies, type StoreDuty } from './store-policies.ts';

const bucket = `rights-${randomUUID()}`;
const folder = new URL('../infra/', import.meta.url);
const root: StoreConnection = { ...storeConnection(inject('servers')), bucket };
const user = (name: string): StoreUser => ({
  accessKey: `${name}-${randomUUID().slice(0, 8)}`,
  secretKey: randomBytes(24).toString('base64url'),
});
const [worker, sweeper] = [user('worker'), user('sweeper')];
const reaching = (who: StoreUser): StoreConnection => ({ ...root, ...who });

let ours: ObjectStore;
let theirs: ObjectStore;

async function make(who: StoreUser, duties: readonly StoreDuty[]): Promise<void> {
  await makeStoreUser(root, who, await storePolicies(folder, bucket, duties));
}

beforeAll(async () => {
  ours = await openStore(root);
  await openStore({ ...root, bucket: `${bucket}-other` });
  await make(worker, ['work']);
  await make(sweeper, ['work', 'sweep']);
  // Once more: what is there already is no error.
  await make(worker, ['work']);
  theirs = await openStore(reaching(worker));
});

test('a worker reads, writes and lists in its bucket, however large an object is', async () => {
  const ref = await theirs.putJson({ a: 'map' });
  expect(await theirs.getJson(ref)).toEqual({ a: 'map' });
  expect((await theirs.readRange(ref.key, 1, 3)).toString()).toBe('"a"');
  expect(await theirs.writeRecord('runs/a/run.json', { seed: 1 })).toEqual({ seed: 1 });
  expect(await theirs.writeRecord('runs/a/run.json', { seed: 2 })).toEqual({ seed: 1 });
  await theirs.publish('runs/a/report.html', Buffer.from('a page'), 'html');
  const large = await theirs.put(Buffer.alloc(70 * 2 ** 20, 1), 'safetensors');
  expect((await theirs.get(large)).length).toBe(large.bytes);
  expect(await theirs.listKeys('')).toEqual(await ours.listKeys(''));
});

test('what a worker does not need is refused', async () => {
  const { key } = await theirs.putJson({ a: 'map' });
  const { bucket: _, ...options } = reaching(worker);
  const client = new Client(options);
  const other = `${bucket}-other`;
  const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
    'make a bucket': () => client.makeBucket(`${bucket}-new`),
    'remove the bucket': () => client.removeBucket(bucket),
    'remove an object': () => client.removeObject(bucket, key),
    'read elsewhere': () => client.getObject(other, 'any'),
    'write elsewhere': () => client.putObject(other, 'any', 'text'),
    'list elsewhere': () => client.listObjectsV2(other).toArray(),
    'read the policy of the bucket': () => client.getBucketPolicy(bucket),
    'open the bucket to all': () => client.setBucketPolicy(bucket, '{}'),
    'keep versions': () => client.setBucketVersioning(bucket, { Status: 'Enabled' }),
    'let objects pass away': () => client.setBucketLifecycle(bucket, null),
    'tag an object': () => client.setObjectTagging(bucket, key, { a: 'b' }),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    const code = await attempt().then(
      () => 'done',
      (error: { readonly code?: string }) => error.code,
    );
    expect(`${name}: ${code}`).toBe(`${name}: AccessDenied`);
  }
  await expect(makeStoreUser(reaching(worker), user('friend'), [])).rejects.toThrow(
    /^MinIO at [\d.]+:\d+ does not do add-user for these keys \(AccessDenied\)$/,
  );
});

test('who sweeps may remove objects, and no record', async () => {
  const mayRemove = await openStore(reaching(sweeper));
  const ref = await mayRemove.putJson({ of: 'no use' });
  const removal = await beginRemoval(mayRemove.bucket);
  expect(await removal.remove([ref.key], () => true)).toEqual([ref.key]);
  await removal.end();
  expect(await ours.read(ref.key)).toBeUndefined();
  await mayRemove.writeRecord('runs/b/run.json', { seed: 1 });
  await expect(mayRemove.bucket.remove(['runs/b/run.json'])).rejects.toThrow('AccessDenied');
  expect(await ours.readRecord('runs/b/run.json')).toEqual({ seed: 1 });
});

test('a bucket that is not there is not made for who may not', async () => {
  await expect(openStore({ ...reaching(worker), bucket: `${bucket}-none` })).rejects.toMatchObject({
    name: 'StoreUnreachable',
    message: expect.stringMatching(/ refuses us bucket rights-[\w-]+-none \(AccessDenied\): look at MINIO_ACCESS_KEY/),
  });
});
