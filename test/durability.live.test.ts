import type { ChildProcess } from 'node:child_process';

import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry } from '../store/run-records.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import { Fleet } from './fleet.ts';
import { runHistories, type HistoryEvent } from './run-histories.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
const steps = smallRun.stages.reduce((sum, stage) => sum + stage.steps, 0);
/** Past the snapshot of step 4, so that updates must be made again. */
const killedFrom = 5;
const stageKilled = 'planning';

let temporal: TestClient;
let client: Client;
let store: ObjectStore;
let workflowWorker: ChildProcess;
let policyWorker: ChildProcess;
let undisturbed: Outcome;

type Run = WorkflowHandle<typeof trainCurriculum>;

/** What must not depend on what happened to the workers. */
interface Outcome {
  readonly result: Omit<CurriculumResult, 'run' | 'report'>;
  readonly log: readonly LogEntry[];
}

beforeAll(async () => {
  temporal = await testClient(servers);
  client = temporal.client;
  store = await openStore(storeConnection(servers));
  [workflowWorker, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  undisturbed = await outcomeOf(await start('undisturbed'));
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

function start(workflowId: string): Promise<Run> {
  const options = { workflowId, taskQueue: mainQueue, args: [smallRun] as [unknown] };
  return client.workflow.start<typeof trainCurriculum>('trainCurriculum', options);
}

function withoutTimings({ metrics, ...entry }: LogEntry): LogEntry {
  const lasting = Object.entries(metrics).filter(([name]) => !name.startsWith('timing_s/'));
  return { ...entry, metrics: Object.fromEntries(lasting) };
}

async function outcomeOf(run: Run): Promise<Outcome> {
  const { run: name, report: _, ...result } = await run.result();
  expect(await store.listKeys(`runs/${name}/log/`)).toHaveLength(steps);
  const log = await runRecords(store, name).logEntries(0, steps);
  return { result, log: log.map(withoutTimings) };
}

/** Waits until a run has logged a step. */
async function logged(run: Run, step: number): Promise<void> {
  const { firstExecutionRunId } = run as Run & { firstExecutionRunId: string };
  const records = runRecords(store, `${run.workflowId}/${firstExecutionRunId}`);
  while (!(await records.logEntry(step))) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** PENDING_ACTIVITY_STATE_STARTED of the API. */
const startedState = 2;

/** Whether a worker has one of these activities of the stage in hand. Asks the server alone: the workers may be frozen. */
async function inHand(run: Run, activities: readonly string[]): Promise<boolean> {
  const stage = client.workflow.getHandle(`${run.workflowId}/stage-${stageKilled}`);
  const pending = await stage.describe().then(
    ({ raw }) => raw.pendingActivities ?? [],
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return [];
      throw error;
    },
  );
  return pending.some(
    ({ activityType, state }) => Number(state) === startedState && activities.includes(activityType?.name ?? ''),
  );
}

async function eventsOf(run: Run): Promise<readonly HistoryEvent[]> {
  return (await runHistories(client, run.workflowId)).flatMap(({ events }) => events);
}

/** Attempts at activities that a worker took and never answered. */
async function lostAttempts(run: Run): Promise<number> {
  const events = await eventsOf(run);
  return events.filter(
    ({ activityTaskStartedEventAttributes: started, activityTaskTimedOutEventAttributes: timedOut }) =>
      (started?.attempt ?? 1) > 1 || timedOut,
  ).length;
}

test('an undisturbed run takes each step once and no activity twice', async () => {
  expect(undisturbed.result).toMatchObject({ outcome: 'finished', version: { step: steps }, divergences: 0 });
  expect(undisturbed.log.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, step) => step));
  expect(undisturbed.log.slice(1).map(({ before }) => before)).toEqual(
    undisturbed.log.slice(0, -1).map(({ after }) => after),
  );
  expect(await lostAttempts(client.workflow.getHandle('undisturbed'))).toBe(0);
});

test('a run whose policy worker is killed in the middle of an activity ends as one never killed', async () => {
  const run = await start('policy-killed');
  await logged(run, killedFrom - 1);
  await fleet.killWhile(policyWorker, () => inHand(run, ['rollout', 'updatePolicy']));
  policyWorker = await fleet.start('policy');
  expect(await outcomeOf(run)).toEqual(undisturbed);
  expect(await lostAttempts(run)).toBeGreaterThan(0);
});

test('a run whose workflow worker is killed in the middle of an activity ends as one never killed', async () => {
  const run = await start('workflow-killed');
  await logged(run, killedFrom - 1);
  await fleet.killWhile(workflowWorker, () => inHand(run, ['selectBatch', 'score']));
  workflowWorker = await fleet.start('workflow');
  expect(await outcomeOf(run)).toEqual(undisturbed);
  expect(await lostAttempts(run)).toBeGreaterThan(0);
});

test('two policy workers at once give what one gives', async () => {
  await fleet.start('policy');
  const run = await start('two-workers');
  expect(await outcomeOf(run)).toEqual(undisturbed);
  const identities = (await eventsOf(run)).flatMap(
    ({ activityTaskStartedEventAttributes: started }) => started?.identity ?? [],
  );
  // One of the three serves the light activities.
  expect(new Set(identities).size).toBe(3);
});
