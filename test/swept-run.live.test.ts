import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client, WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import type { Swept } from '../report/swept-text.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { mainQueue } from '../workflows/queues.ts';
import { sweepId } from '../workflows/sweep-id.ts';
import type { sweepStore } from '../workflows/sweep-store.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

/** A bucket of our own: sweeps would remove what other tests left. */
const servers = { ...inject('servers'), MINIO_BUCKET: `sweep-${randomUUID()}` };
const fleet = new Fleet(servers);

let temporal: TestClient;
let client: Client;
let store: ObjectStore;
let workflowWorker: ChildProcess;

vi.setConfig({ testTimeout: 240_000 });

beforeAll(async () => {
  temporal = await testClient(servers);
  client = temporal.client;
  store = await openStore(storeConnection(servers));
  [workflowWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

const start = (workflowId: string): Promise<WorkflowHandle<typeof trainCurriculum>> =>
  client.workflow.start('trainCurriculum', { workflowId, taskQueue: mainQueue, args: [smallRun] });

const startSweep = (workflowId = sweepId): Promise<WorkflowHandle<typeof sweepStore>> =>
  client.workflow.start('sweepStore', { workflowId, taskQueue: mainQueue, args: [{ olderThan: '0s', remove: true }] });

const sweepNow = async (): Promise<Swept> => (await startSweep()).result();

const gone = (swept: Swept): number => swept.gone.reduce((sum, { objects }) => sum + objects, 0);

/** Takes a run's records away: all that it alone named is then named by nothing. */
async function forget({ run }: CurriculumResult): Promise<void> {
  await store.bucket.remove(await store.listKeys(`runs/${run}/`));
}

test('a run is swept over and over while it makes again what a forgotten run left, and ends with the same digest', async () => {
  const first = await (await start('first')).result();
  await forget(first);
  await sleep(1_100);

  const run = await start('swept');
  const isOpen = async (): Promise<boolean> => (await run.describe()).status.name === 'RUNNING';
  const sweeps: Swept[] = [];
  while (await isOpen()) sweeps.push(await sweepNow());
  const { version } = await run.result();
  expect(version).toEqual(first.version);
  expect(sweeps.map(gone).filter((count) => count > 0).length).toBeGreaterThan(0);

  await sleep(1_100);
  await sweepNow();
  expect(await sweepNow()).toMatchObject({ gone: [], young: { objects: 0, bytes: 0 } });
});

test('a sweep whose worker is killed is done again, and there are never two', async () => {
  const orphan = await store.put(Buffer.from('orphan'), 'png');
  await sleep(1_100);
  const killed = await startSweep();
  await fleet.killWhile(workflowWorker, async () => (await store.listKeys('sweeps/')).length > 0);
  const second = await commandLine(['sweep', '--yes'], servers);
  expect(second).toMatchObject({
    status: 1,
    err: 'A sweep is at work: wait for it, temporal workflow result --workflow-id sweep-store',
  });
  workflowWorker = await fleet.start('workflow');
  const nightly = await startSweep('nightly-sweep');
  await expect(nightly.result()).rejects.toMatchObject({ cause: { message: 'another sweep is at work' } });
  await killed.result();
  expect([await store.listKeys('sweeps/'), await store.listKeys(orphan.key)]).toEqual([[], []]);
  expect(await (await startSweep('nightly-sweep')).result()).toMatchObject({ gone: [] });
});

test('the command line tells what a sweep finds, and removes only when it is told to', async () => {
  const orphan = await store.put(Buffer.from('orphan'), 'png');
  await sleep(1_100);
  const dry = await commandLine(['sweep', '--older-than', '10m'], servers);
  expect(dry.out).toMatch(/^Dry run: with --yes would go .*\n.*; 1 object, 0\.0 MB that are not, but younger\.$/m);
  const { status, out } = await commandLine(['sweep', '--older-than', '10m', '--yes', '--json'], servers);
  expect([status, (JSON.parse(out) as Swept).removed]).toEqual([0, true]);
  expect(await store.listKeys(orphan.key)).toEqual([orphan.key]);

  await store.writeRecord('runs/a/1/plans/000001.json', {});
  expect(await commandLine(['sweep', '--yes'], servers)).toMatchObject({
    status: 1,
    out: '',
    err: `run sweep-store did not end well: runs/a/1/plans/000001.json in bucket ${servers.MINIO_BUCKET} is of no kind that this release knows`,
  });
});

test('settings that are wrong fail a sweep by their name, also under another id', async () => {
  const nightly = await client.workflow.start('sweepStore', {
    workflowId: `nightly-${randomUUID()}`,
    taskQueue: mainQueue,
    args: [{ olderThan: 'a day', remove: true }],
  });
  await expect(nightly.result()).rejects.toMatchObject({
    cause: { type: 'InvalidSpec', message: expect.stringMatching(/^this spec cannot be run\. olderThan: must be /) },
  });
});
