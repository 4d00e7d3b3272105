import { randomUUID } from 'node:crypto';

import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { incidentsOf } from '../activities/incidents.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { connectClient, connectWorker, type WorkerConnection } from '../workers/connect.ts';
import { policyWorker } from '../workers/policy-worker.ts';
import type { RunningWorker } from '../workers/running-worker.ts';
import { workflowWorker } from '../workers/workflow-worker.ts';
import { damage, damages } from './damage.ts';
import { DisturbedRuns, type Outcome } from './disturbed-run.ts';
import { smallRun } from './small-run.ts';

const servers = { ...inject('servers'), MINIO_BUCKET: `lost-${randomUUID()}` };

/** What a step puts and reads on its way to its log entry, and how it is known. */
const sorts: Readonly<Record<string, (value: object) => boolean>> = {
  questions: (value) => 'groups' in value && !('firstGroup' in value) && !('step' in value),
  'sampled answers': (value) => 'firstGroup' in value,
};
const mapSort = 'the maps';

/** Each sort of object with each damage, once: at most one a step. */
const faults = [...Object.keys(sorts), mapSort].flatMap((sort) => Object.keys(damages).map((kind) => ({ sort, kind })));
const spec: CurriculumSpec = {
  ...smallRun,
  title: 'lost',
  stages: [{ name: 'counting', kinds: ['Counting2'], steps: 40 }],
  rollout: { ...smallRun.rollout, questions: 2, answers: 2 },
  evaluation: { ...smallRun.evaluation, questionsPerKind: 1 },
  snapshotEvery: 8,
};

/** A store in which, at each step of a run, one of the faults that are left befalls what was put just now. */
function losing(store: ObjectStore, left: typeof faults, struck: ObjectRef[]): ObjectStore {
  let struckAt = '';
  let at = 'before';
  async function befall(sort: string, ref: ObjectRef): Promise<void> {
    const next = left.findIndex((fault) => fault.sort === sort);
    if (next < 0 || struckAt === at) return;
    const [fault] = left.splice(next, 1);
    struckAt = at;
    struck.push(ref);
    await damage(store, ref.key, fault!.kind);
  }
  return {
    ...store,
    async putTogether(contents, extension) {
      const refs = await store.putTogether(contents, extension);
      if (extension === 'pictures') await befall(mapSort, refs[0]!);
      return refs;
    },
    async putJson(value) {
      const ref = await store.putJson(value);
      const sort = Object.keys(sorts).find((name) => sorts[name]!(value as object));
      if (sort !== undefined) await befall(sort, ref);
      return ref;
    },
    async writeRecord(key, value) {
      if (key.includes('/log/')) at = key;
      return store.writeRecord(key, value);
    },
  };
}

let store: ObjectStore;
let client: Client;
let connected: WorkerConnection;
let runs: DisturbedRuns;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  store = await openStore(storeConnection(servers));
  client = await connectClient(servers);
  connected = await connectWorker(servers);
  runs = new DisturbedRuns(client, store);
});

afterAll(async () => {
  await connected.connection.close();
  await client.connection.close();
});

/** Runs the spec by workers over a store. */
async function outcomeOver(over: ObjectStore, workflowId: string): Promise<{ name: string; outcome: Outcome }> {
  const workers: readonly RunningWorker[] = [
    await workflowWorker(connected, over, servers),
    await policyWorker(connected, over, servers),
  ];
  const running = workers.map((worker) => worker.run());
  try {
    const run = await runs.start(workflowId, spec);
    return { name: runs.nameOf(run), outcome: await runs.outcomeOf(run) };
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

test('a run that loses something of every step as soon as it is kept ends as one that loses nothing, and says what it lost', async () => {
  const left = [...faults];
  const struck: ObjectRef[] = [];
  const { name, outcome } = await outcomeOver(losing(store, left, struck), 'losing');
  expect(left).toEqual([]);
  const whole = await outcomeOver(store, 'whole');
  expect(outcome).toEqual(whole.outcome);
  const told = await incidentsOf(store, name);
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['made again']));
  // What befalls a step that is taken again for something else is mended before anyone meets it.
  expect(told.length).toBeGreaterThanOrEqual(faults.length / 4);
  for (const ref of struck) await expect(store.get(ref)).resolves.toBeInstanceOf(Buffer);
  expect(await incidentsOf(store, whole.name)).toEqual([]);
}, 600_000);
