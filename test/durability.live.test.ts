import type { ChildProcess } from 'node:child_process';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { DisturbedRuns, type Outcome } from './disturbed-run.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
const steps = smallRun.stages.reduce((sum, stage) => sum + stage.steps, 0);
/** Past the snapshot of step 4, so that updates must be made again. */
const killedFrom = 5;
const stageKilled = 'planning';

let temporal: TestClient;
let runs: DisturbedRuns;
let workflowWorker: ChildProcess;
let policyWorker: ChildProcess;
let undisturbed: Outcome;

beforeAll(async () => {
  temporal = await testClient(servers);
  runs = new DisturbedRuns(temporal.client, await openStore(storeConnection(servers)));
  [workflowWorker, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  undisturbed = await runs.outcomeOf(await runs.start('undisturbed', smallRun));
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

test('an undisturbed run takes each step once and no activity twice', async () => {
  expect(undisturbed.result).toMatchObject({ outcome: 'finished', version: { step: steps }, divergences: 0 });
  expect(undisturbed.log.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, step) => step));
  expect(undisturbed.log.slice(1).map(({ before }) => before)).toEqual(
    undisturbed.log.slice(0, -1).map(({ after }) => after),
  );
  expect(await runs.lostAttempts({ workflowId: 'undisturbed' })).toBe(0);
});

test('a run whose policy worker is killed in the middle of an activity ends as one never killed', async () => {
  const run = await runs.start('policy-killed', smallRun);
  await runs.logged(run, killedFrom - 1);
  await fleet.killWhile(policyWorker, () => runs.inHand(run, stageKilled, ['rollout', 'scoreAndUpdate']));
  policyWorker = await fleet.start('policy');
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  expect(await runs.lostAttempts(run)).toBeGreaterThan(0);
});

test('a run whose workflow worker is killed in the middle of an activity ends as one never killed', async () => {
  const run = await runs.start('workflow-killed', smallRun);
  await fleet.killWhile(workflowWorker, () => runs.inHand(run, 'counting', ['selectBatches']));
  workflowWorker = await fleet.start('workflow');
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  expect(await runs.lostAttempts(run)).toBeGreaterThan(0);
});

test('two policy workers at once give what one gives', async () => {
  await fleet.start('policy');
  const run = await runs.start('two-workers', smallRun);
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  // One of the three serves the light activities.
  expect((await runs.workersOf(run)).size).toBe(3);
});
