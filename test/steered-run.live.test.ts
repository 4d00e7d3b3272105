import type { ChildProcess } from 'node:child_process';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { SteeringRecord } from '../store/steering-record.ts';
import { checkpointUpdate, pauseUpdate, resumeUpdate } from '../workflows/messages.ts';
import { DisturbedRuns, type Outcome, type Run } from './disturbed-run.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { temporalCommand } from './temporal-command.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);

let temporal: TestClient;
let store: ObjectStore;
let runs: DisturbedRuns;
let policyWorker: ChildProcess;
let steered: { readonly outcome: Outcome; readonly acts: readonly SteeringRecord[] };

const changes = [
  ['setLearningRate', { learningRate: 0.002 }],
  ['setStageLength', { stage: 'planning', steps: 4 }],
  ['setStageLength', { stage: 'counting', steps: 4 }],
] as const;

const update = (run: Run, name: string, args: unknown, updateId?: string): Promise<unknown> =>
  run.executeUpdate<unknown, [unknown]>(name, { args: [args], ...(updateId !== undefined && { updateId }) });

const actsOf = (run: Run): Promise<readonly SteeringRecord[]> => runRecords(store, runs.nameOf(run)).steering();

beforeAll(async () => {
  temporal = await testClient(servers);
  store = await openStore(storeConnection(servers));
  runs = new DisturbedRuns(temporal.client, store);
  [, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  const run = await runs.start('steered-alone', smallRun);
  await runs.logged(run, 0);
  await run.executeUpdate(pauseUpdate);
  await run.executeUpdate(checkpointUpdate);
  for (const [name, args] of changes) await update(run, name, args);
  await run.executeUpdate(resumeUpdate);
  steered = { outcome: await runs.outcomeOf(run), acts: await actsOf(run) };
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

test('a steered run is what its log says, and its report tells of it', async () => {
  const { result, log } = steered.outcome;
  expect(result).toMatchObject({ outcome: 'finished', version: { step: 8 }, divergences: 0, changes: 3 });
  expect(log.map(({ stage }) => stage)).toEqual([...Array(4).fill('counting'), ...Array(4).fill('planning')]);
  const { step } = steered.acts[0]!;
  expect(step).toBeLessThan(4);
  expect(log.map(({ steered }) => steered)).toEqual(
    log.map((_, index) => (index < step ? undefined : { learningRate: 0.002, runSteps: 8 })),
  );
  expect(steered.acts.map(({ act, step }) => [act, step])).toEqual(
    ['pause', 'checkpoint', ...changes.map(([name]) => name), 'resume'].map((act) => [act, step]),
  );
  const page = (await store.read(`runs/${await nameOfAlone()}/report.html`))!.toString('utf8');
  expect(page).toContain('<h2>Steering</h2>');
  expect(page).toContain('<td>learning rate</td><td>0.0003</td><td>0.002</td>');
});

async function nameOfAlone(): Promise<string> {
  const { run } = await temporal.client.workflow.getHandle<() => Promise<{ run: string }>>('steered-alone').result();
  return run;
}

/** A run that is steered as the first was, at the same steps: what stands recorded under an update's id decides where it takes hold. */
async function steeredAlike(workflowId: string): Promise<Run> {
  const run = await runs.start(workflowId, smallRun);
  const changed = steered.acts.filter(({ act }) => changes.some(([name]) => name === act));
  for (const act of changed) await runRecords(store, runs.nameOf(run)).writeSteering(act);
  for (const [index, { id }] of changed.entries()) {
    const [name, args] = changes[index]!;
    // Turned down until the run is open.
    while (!(await update(run, name, args, id).then(Boolean, () => false)));
  }
  return run;
}

test('steered alike, a run whose policy worker is killed ends as one never killed', async () => {
  const run = await steeredAlike('steered-killed');
  await runs.logged(run, 5);
  await fleet.killWhile(policyWorker, () => runs.inHand(run, 'planning', ['rollout', 'scoreAndUpdate']));
  policyWorker = await fleet.start('policy');
  expect(await runs.outcomeOf(run)).toEqual(steered.outcome);
  expect(await runs.lostAttempts(run)).toBeGreaterThan(0);
});

test.each([
  ['steered-reset', ''],
  ['steered-stage-reset', '/stage-planning'],
])('steered alike, %s ends as one never reset', async (workflowId, of) => {
  const run = await steeredAlike(workflowId);
  await runs.logged(run, 5);
  const from = ['--workflow-id', `${workflowId}${of}`, '--type', 'FirstWorkflowTask'];
  await temporalCommand(servers, ['workflow', 'reset', ...from, '--reason', 'test']);
  const now = Object.assign(temporal.client.workflow.getHandle(workflowId), {
    firstExecutionRunId: runs.nameOf(run).split('/')[1],
  });
  expect(await runs.outcomeOf(now as Run)).toEqual(steered.outcome);
});

test('a fork of a steered run in its middle, with nothing changed, ends as it did', async () => {
  const { log, result } = steered.outcome;
  const { base: _, ...rest } = smallRun;
  const [, planning] = smallRun.stages;
  const fork = await runs.start('steered-forked', {
    ...rest,
    from: { run: await nameOfAlone(), step: 5, optimiser: 'kept' },
    optimiser: { ...smallRun.optimiser, learningRate: 0.002 },
    stages: [{ ...planning!, steps: 3 }],
  });
  const forked = await runs.outcomeOf(fork);
  expect(forked.result.version).toEqual(result.version);
  expect(forked.log.map(({ after }) => after)).toEqual(log.slice(5).map(({ after }) => after));
});
