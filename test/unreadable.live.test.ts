import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';

import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import { incidentsOf } from '../activities/incidents.ts';
import { verifyLineage } from '../activities/verify-lineage.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { harms, ownMinio, type HarmKind, type OwnMinio } from './own-minio.ts';

let minio: OwnMinio;
let rig: ActivityRig;
let store: ObjectStore;
const bucket = `unreadable-${randomUUID()}`;

beforeAll(async () => {
  // The client tells of each request that it makes again.
  vi.spyOn(console, 'warn').mockReturnValue();
  minio = await ownMinio(inject('servers'));
  rig = await ActivityRig.make({ ...minio.servers, MINIO_BUCKET: bucket });
  store = rig.store;
});

afterAll(async () => {
  await rig.close();
  await minio.close();
});

const unreadable = (key: string) => ({
  name: 'CorruptObject',
  message: expect.stringMatching(
    new RegExp(`^object ${key} cannot be read: its store (answers 50[03]|breaks off) for it alone$`),
  ),
});

/** Small enough to lie in its description, or so large that MinIO answers with its beginning before it has read its end. */
const sizeFor = (kind: HarmKind): number => (harms[kind][0] === 'xl.meta' ? 20_000 : 5_000_000);

async function harmed(kind: HarmKind): Promise<{ content: Buffer; ref: ObjectRef }> {
  const content = randomBytes(sizeFor(kind));
  const ref = await store.put(content, 'bin');
  await minio.harm(bucket, ref.key, kind);
  return { content, ref };
}

const lost = 'its description cut short';
const kinds = Object.keys(harms) as HarmKind[];

test.each(kinds)('an object with %s is damaged, by name, however it is read', async (kind) => {
  const other = await store.put(randomBytes(sizeFor(kind)), 'bin');
  const { ref } = await harmed(kind);
  const named = unreadable(ref.key);
  await Promise.all([
    expect(store.get(ref)).rejects.toMatchObject(named),
    expect(store.readRange(ref.key, ref.bytes - 10, 10)).rejects.toMatchObject(named),
    expect(store.bucket.read(ref.key)).rejects.toMatchObject(named),
    expect(store.bucket.stream(ref.key).then((stream) => buffer(stream!))).rejects.toMatchObject(named),
    expect(store.get(other)).resolves.toHaveLength(other.bytes),
  ]);
});

test.each(kinds.filter((kind) => kind !== lost))('an object with %s is whole when it is put again', async (kind) => {
  const { content, ref } = await harmed(kind);
  await store.put(content, 'bin');
  expect(content.equals(await store.get(ref))).toBe(true);
});

test(`an object with ${lost} cannot be put again, and is named`, async () => {
  const { content, ref } = await harmed(lost);
  await expect(store.put(content, 'bin')).rejects.toMatchObject({
    name: 'StoreUnreachable',
    message: expect.stringContaining(`object ${ref.key} cannot be written: `),
  });
  await minio.forget(bucket, ref.key);
  await store.put(content, 'bin');
  expect(content.equals(await store.get(ref))).toBe(true);
});

test('a record that cannot be read stands no more: of many who write then one wins', async () => {
  const key = 'runs/unreadable.json';
  await store.writeRecord(key, { text: 'a'.repeat(20_000) });
  await minio.harm(bucket, key, 'its bytes within its description cut short');
  await expect(store.readRecord(key)).rejects.toMatchObject(unreadable(key));
  const written = await Promise.all([1, 2, 3].map((seed) => store.writeRecord(key, { seed })));
  expect(new Set(written.map(({ seed }) => seed)).size).toBe(1);
  expect(await store.readRecord(key)).toEqual(written[0]);
});

test('a version is made again where a snapshot and a record cannot be read, and the check of its lineage names both', async () => {
  const plan = await rig.open();
  const first = (await rig.step(rig.device(), plan.run, plan.base)).policy.version;
  const device = rig.device();
  await run(device.policy.saveSnapshot, { run: plan.run, version: first });
  const last = (await rig.step(device, plan.run, first)).policy.version;
  const { weights } = await runRecords(store, plan.run.name).snapshotAt(1);
  const record = `runs/${plan.run.name}/stages/unread.json`;
  await store.writeRecord(record, { text: 'a'.repeat(20_000) });
  for (const key of [weights.key, record]) await minio.harm(bucket, key, 'its bytes within its description cut short');

  const { faults } = await verifyLineage(store, plan.run.name);
  expect(faults.toSorted()).toEqual([
    expect.stringMatching(
      `^object ${weights.key} cannot be read: .* for it alone: runs/.*/snapshots/000001.json names it$`,
    ),
    expect.stringMatching(`^object ${record} cannot be read: .* for it alone$`),
  ]);

  const digest = await run(
    (version: typeof last) => rig.device().held.use(plan.run, version, ({ policy }) => policy.digest()),
    last,
  );
  expect(digest).toBe(last.digest);
  expect(await store.get(weights)).toHaveLength(weights.bytes);
  expect((await incidentsOf(store, plan.run.name)).map(({ what }) => what)).toEqual([
    expect.stringContaining(`object ${weights.key} cannot be read`),
  ]);
});

test('a store that does not answer is tried again by whoever asks, with the name of what was asked', async () => {
  const ref = await store.put(Buffer.from('a map'), 'png');
  await minio.stop();
  await expect(store.get(ref)).rejects.toMatchObject({
    name: 'StoreUnreachable',
    message: expect.stringContaining(`object ${ref.key} cannot be read: `),
  });
});
