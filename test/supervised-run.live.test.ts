import type { ChildProcess } from 'node:child_process';

import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Batch, Evaluation, RunRef } from '../activities/data.ts';
import { lightActivities } from '../activities/light-activities.ts';
import { reportData } from '../activities/report-data.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry } from '../store/run-records.ts';
import { projectFolder } from '../workers/project-folder.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { run as runActivity } from './activity-rig.ts';
import { Fleet } from './fleet.ts';
import { taughtRun, taughtStage } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
const mapsOfStep = taughtRun.rollout.questions;

let temporal: TestClient;
let store: ObjectStore;
let policyWorker: ChildProcess;
let undisturbed: readonly LogEntry[];

type Run = WorkflowHandle<typeof trainCurriculum> & { readonly firstExecutionRunId: string };

beforeAll(async () => {
  temporal = await testClient(servers);
  store = await openStore(storeConnection(servers));
  [policyWorker] = await Promise.all([fleet.start('policy'), fleet.start('workflow')]);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

const start = (workflowId: string): Promise<Run> =>
  temporal.client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId,
    taskQueue: mainQueue,
    args: [taughtRun] as [unknown],
  });

async function logOf(run: Run): Promise<readonly LogEntry[]> {
  const { run: name, version, divergences } = await run.result();
  expect(divergences).toBe(0);
  return runRecords(store, name).logEntries(0, version.step);
}

test('a supervised stage learns from solutions alone, and the report shows its loss', async () => {
  const run = await start('taught');
  undisturbed = await logOf(run);
  const [first] = undisturbed as [LogEntry, ...LogEntry[]];
  expect(first.metrics).toMatchObject({
    'train/loss': expect.any(Number),
    'train/lr': taughtStage.learningRate / taughtRun.optimiser.warmupSteps,
    'perf/questions': mapsOfStep * taughtStage.questionsPerMap,
  });
  expect(first.metrics).not.toHaveProperty('critic/rewards/mean');
  const { groups } = await store.getJson<Batch>(first.batch);
  expect(new Set(groups.map(({ map }) => map.sha256)).size).toBe(mapsOfStep);
  const losses = undisturbed.slice(0, taughtStage.steps).map(({ metrics }) => metrics['train/loss']!);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);

  const { version, run: name } = await run.result();
  const ref = (await store.readRecord<RunRef>(`runs/${name}/run.json`))!;
  const { samples, steps } = await reportData(store, { run: ref, version, minutes: 0 });
  expect(new Set(samples.map(({ stage }) => stage))).toEqual(new Set(['planning']));
  expect(steps).toHaveLength(taughtStage.steps + 1);
});

test('the control asks the same questions about blank paper, before and after', async () => {
  const { before, after, blank, run } = await temporal.client.workflow
    .getHandle<typeof trainCurriculum>('taught')
    .result();
  expect([blank?.before, blank?.after]).toMatchObject([
    { label: 'before-blank', step: before.step },
    { label: 'after-blank', step: after.step },
  ]);
  const asked = ({ byKind }: Evaluation) => byKind.map(({ label, count }) => [label, count]);
  expect(asked(blank!.after)).toEqual(asked(after));
  expect(await store.readRecord(`runs/${run}/evaluations/after-blank.json`)).toEqual(blank!.after);

  const ref = (await store.readRecord<RunRef>(`runs/${run}/run.json`))!;
  const { selectHeldOut } = lightActivities(store, projectFolder);
  const chosen = await runActivity(selectHeldOut, { run: ref, blank: true });
  const batches = await Promise.all(chosen.batches.map((batch) => store.getJson<Batch>(batch)));
  expect(new Set(batches.flatMap(({ groups }) => groups.map(({ map }) => map.sha256))).size).toBe(1);
});

test('a run whose policy worker is killed in a supervised stage ends as one never killed', async () => {
  const run = await start('taught-killed');
  const records = runRecords(store, `${run.workflowId}/${run.firstExecutionRunId}`);
  while (!(await records.logEntry(1))) await new Promise((resolve) => setTimeout(resolve, 10));
  await fleet.kill(policyWorker);
  policyWorker = await fleet.start('policy');
  const versions = (log: readonly LogEntry[]) => log.map(({ batch, after }) => [batch.sha256, after]);
  expect(versions(await logOf(run))).toEqual(versions(undisturbed));
});
