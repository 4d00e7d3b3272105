import type { ChildProcess } from 'node:child_process';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { answeringStep } from '../workflows/answering-step.ts';
import { DisturbedRuns, type Outcome } from './disturbed-run.ts';
import { Fleet } from './fleet.ts';
import { offPolicyRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
const firstOf: Readonly<Record<string, number>> = { counting: 0, planning: 5 };

let temporal: TestClient;
let runs: DisturbedRuns;
let policyWorker: ChildProcess;
let undisturbed: Outcome;

beforeAll(async () => {
  temporal = await testClient(servers);
  runs = new DisturbedRuns(temporal.client, await openStore(storeConnection(servers)));
  [, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  undisturbed = await runs.outcomeOf(await runs.start('behind', offPolicyRun));
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

test('each step is sampled by the version before the one that learns from it, and tells how far that is from it', () => {
  expect(undisturbed.result).toMatchObject({ outcome: 'finished', version: { step: 8 }, divergences: 0 });
  const digests = new Map(undisturbed.log.map(({ step, before }) => [step, before]));
  for (const { step, stage, sampledBy, metrics } of undisturbed.log) {
    const by = answeringStep(step, firstOf[stage]!, 1);
    expect(sampledBy).toEqual({ step: by, digest: digests.get(by) });
    expect(metrics['perf/staleness']).toBe(step - by);
  }
  const drifts = (staleness: number) =>
    undisturbed.log
      .filter(({ metrics }) => metrics['perf/staleness'] === staleness)
      .map(({ metrics }) => Math.abs(metrics['rollout_corr/rollout_is_mean']! - 1));
  expect(Math.max(...drifts(0))).toBeLessThan(1e-5);
  expect(Math.max(...drifts(1))).toBeGreaterThan(1e-4);
});

test('a run whose policy worker is killed while it updates ends as one never killed', async () => {
  const run = await runs.start('behind-killed', offPolicyRun);
  await runs.logged(run, 2);
  await fleet.killWhile(policyWorker, () => runs.inHand(run, 'counting', ['scoreAndUpdate']));
  policyWorker = await fleet.start('policy');
  await runs.logged(run, 5);
  await fleet.killWhile(policyWorker, () => runs.inHand(run, 'planning', ['rollout']));
  policyWorker = await fleet.start('policy');
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  expect(await runs.lostAttempts(run)).toBeGreaterThan(1);
});

test('two policy workers come to the digest of one', async () => {
  await fleet.start('policy');
  const run = await runs.start('behind-two', offPolicyRun);
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  // One of the three serves the light activities.
  expect((await runs.workersOf(run)).size).toBe(3);
});
