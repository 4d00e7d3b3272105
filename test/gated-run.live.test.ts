import type { ChildProcess } from 'node:child_process';

import type { Client, WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Evaluation, RunRef } from '../activities/data.ts';
import { reportData } from '../activities/report-data.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { Fleet } from './fleet.ts';
import { gatedRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
/** The gate opens at the second of its checks, the pool lasts two steps. */
const [gateOpens, steps] = [4, 6];

let temporal: TestClient;
let client: Client;
let store: ObjectStore;
let workers: Record<'policy' | 'workflow', ChildProcess>;

type Run = WorkflowHandle<typeof trainCurriculum> & { readonly firstExecutionRunId: string };

beforeAll(async () => {
  temporal = await testClient(servers);
  client = temporal.client;
  store = await openStore(storeConnection(servers));
  workers = { policy: await fleet.start('policy'), workflow: await fleet.start('workflow') };
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

const start = (workflowId: string): Promise<Run> =>
  client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId,
    taskQueue: mainQueue,
    args: [gatedRun] as [unknown],
  });

/** What must not depend on what happened to the workers. */
async function outcomeOf(run: Run) {
  const { run: name, report: _, seal: __, ...result } = await run.result();
  const log = await runRecords(store, name).logEntries(0, result.version.step);
  const ref = (await store.readRecord<RunRef>(`runs/${name}/run.json`))!;
  const { gates, stages } = await reportData(store, { run: ref, version: result.version, minutes: 0 });
  return { result, gates, stages, batches: log.map(({ stage, batch, after }) => [stage, batch.sha256, after]) };
}

let undisturbed: Awaited<ReturnType<typeof outcomeOf>>;

test('a gate ends its stage at a check, and the report tells', async () => {
  const run = await start('gated');
  undisturbed = await outcomeOf(run);
  expect(undisturbed.result).toMatchObject({ outcome: 'finished', version: { step: steps }, divergences: 0 });
  expect(undisturbed.stages).toEqual([
    { name: 'counting', firstStep: 0, lastStep: gateOpens - 1 },
    { name: 'pass', firstStep: gateOpens, lastStep: steps - 1 },
  ]);
  expect(undisturbed.gates.map(({ stage, step, opened }) => [stage, step, opened])).toEqual([
    ['counting', 2, null],
    ['counting', gateOpens, 'no gain'],
  ]);
  const kept = await store.readRecord<Evaluation>(
    `runs/gated/${run.firstExecutionRunId}/evaluations/gates/counting/000002.json`,
  );
  expect(kept).toMatchObject({ step: 2, reward: expect.any(Number) });
  expect(kept?.byKind.filter(({ count }) => count > 0)).toMatchObject([{ label: 'Counting2', count: 4 }]);
});

/** Kills a worker once the run has logged a step, in the middle of the gated stage, and starts another. */
async function killAfter(run: Run, step: number, role: keyof typeof workers): Promise<void> {
  const records = runRecords(store, `${run.workflowId}/${run.firstExecutionRunId}`);
  while (!(await records.logEntry(step))) await new Promise((resolve) => setTimeout(resolve, 10));
  await fleet.kill(workers[role]);
  workers[role] = await fleet.start(role);
}

test.each([
  ['policy', 1],
  ['policy', 2],
  ['workflow', 1],
] as const)(
  'a run whose %s worker is killed after step %i of a gated stage ends as one never killed',
  async (role, step) => {
    const run = await start(`gated-${role}-killed-${step}`);
    await killAfter(run, step, role);
    expect(await outcomeOf(run)).toEqual(undisturbed);
  },
);
