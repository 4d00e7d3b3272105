import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';

import type { Swept } from '../report/swept-text.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { testClient, type TestClient } from './temporal.ts';
import { sweepStoreActivity } from '../activities/sweep-store.ts';

const servers = inject('servers');

let temporal: TestClient;
let store: ObjectStore;

beforeAll(async () => {
  temporal = await testClient(servers);
});

beforeEach(async () => {
  store = await openStore({ ...storeConnection(servers), bucket: `sweep-${randomUUID()}` });
});

afterAll(() => temporal.close());

/** A sweep of what nothing has named or written for an hour, at a time of the clock. */
function sweep(remove: boolean, at: number, olderThan = '1h'): Promise<Swept> {
  const environment = new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: at },
    { logger: new DefaultLogger('ERROR'), client: temporal.client },
  );
  return environment.run(sweepStoreActivity(store), { spec: { olderThan, remove } });
}

const hour = 3_600_000;
/** A time between what was written before and what will be written after; answers of the store are cut to seconds. */
async function between(): Promise<number> {
  await sleep(1_100);
  const time = Date.now();
  await sleep(1_100);
  return time;
}

const objects = async (): Promise<readonly string[]> => store.listKeys('objects/');

test('an object that nothing names goes when it is old enough; a younger one, and all that a record reaches, stay', async () => {
  const [picture, orphan] = [await store.put(Buffer.from('map'), 'png'), await store.put(Buffer.from('old'), 'png')];
  const again = await store.put(Buffer.from('put again'), 'json');
  const batch = await store.putJson({ groups: [{ map: picture }] });
  await store.writeRecord('runs/a/1/log/000000.json', { step: 0, batch });
  const time = await between();
  await store.put(Buffer.from('put again'), 'json');
  const young = await store.put(Buffer.from('young'), 'safetensors');

  const told = await sweep(false, time + hour);
  expect(told).toEqual({
    removed: false,
    before: `${new Date(time).toISOString().slice(0, 19)}.000Z`,
    gone: [{ kind: 'pictures', objects: 1, bytes: 3, examples: [orphan.key] }],
    retired: [],
    named: { objects: 2, bytes: picture.bytes + batch.bytes },
    young: { objects: 2, bytes: young.bytes + again.bytes },
  });
  expect(await objects()).toHaveLength(5);

  expect(await sweep(true, time + hour)).toEqual({ ...told, removed: true });
  expect(await objects()).toEqual([picture, batch, young, again].map(({ key }) => key).toSorted());
  expect(await store.listKeys('')).not.toContain('sweeps/notice.json');
  expect((await sweep(true, time + hour)).gone).toEqual([]);
});

test('what only an open workflow names stays for as long as it is open', async () => {
  const inner = await store.put(Buffer.from('a map'), 'png');
  const batch = await store.putJson({ groups: [{ map: inner }] });
  const later = (await between()) + hour;
  const workflowId = `open-${randomUUID()}`;
  const run = await temporal.client.workflow.start('trainStage', {
    workflowId,
    taskQueue: 'nobody',
    args: [{ batch }],
  });
  const isListed = async (): Promise<boolean> => {
    for await (const open of temporal.client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
      if (open.workflowId === workflowId) return true;
    return false;
  };
  await vi.waitUntil(isListed, { timeout: 10_000 });
  expect((await sweep(true, later)).gone).toEqual([]);
  await run.terminate();
  await vi.waitUntil(async () => !(await isListed()), { timeout: 10_000 });
  expect((await sweep(true, later)).gone.map(({ kind }) => kind)).toEqual([
    'batches, answers and other JSON',
    'pictures',
  ]);
  expect(await objects()).toEqual([]);
});

test('a record that is damaged or unknown stops the sweep before anything is removed, and is named', async () => {
  const orphan = await store.put(Buffer.from('old'), 'png');
  const later = (await between()) + hour;
  await store.writeRecord('runs/a/1/plans/000001.json', {});
  await expect(sweep(true, later)).rejects.toMatchObject({ name: 'UnknownRecord' });
  await store.bucket.remove(['runs/a/1/plans/000001.json']);
  await store.bucket.write('runs/a/1/run.json', Buffer.from('{"name":'), 'json');
  await expect(sweep(true, later)).rejects.toThrow('record runs/a/1/run.json is damaged');
  expect(await objects()).toEqual([orphan.key]);
});

test('a spec that is wrong is refused', async () => {
  await expect(sweep(true, 0, 'a day')).rejects.toThrow(
    'this spec cannot be run. olderThan: must be a whole number and a unit, such as 24h, 7d, 30m or 0s',
  );
});
