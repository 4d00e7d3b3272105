import type { ChildProcess } from 'node:child_process';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { algorithms } from '../activities/objective-spec.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { serverDouble, type ServerDouble } from '../policy/tinker/double/server.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { DisturbedRuns, type Outcome, type Run } from './disturbed-run.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const steps = smallRun.stages.reduce((sum, stage) => sum + stage.steps, 0);
/** Past the snapshot of step 4, so that an update must be made again. */
const disturbedFrom = 5;
/** A KL of the loss, which the policy is told of with the answers. */
const onServer = {
  ...smallRun,
  base: 'policy/base/tinker-tiny',
  threads: 1,
  objective: { ...algorithms.grpo, algorithm: 'grpo' },
  onDivergence: 'fail',
} satisfies CurriculumSpec;

let temporal: TestClient;
let runs: DisturbedRuns;
let tinker: ServerDouble;
let fleet: Fleet;
let policyWorker: ChildProcess;
let undisturbed: Outcome;

beforeAll(async () => {
  temporal = await testClient(servers);
  runs = new DisturbedRuns(temporal.client, await openStore(storeConnection(servers)));
  tinker = await serverDouble();
  fleet = new Fleet({ ...servers, TINKER_BASE_URL: tinker.url });
  [, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  undisturbed = await runs.outcomeOf(await runs.start('tinker-undisturbed', onServer));
});

afterAll(async () => {
  await fleet.stop();
  await tinker.close();
  await temporal.close();
});

/** Updates that went into the model which a run ended with, whatever became of others. */
const updatesMade = (): number => tinker.engine.models.at(-1)!.steps;

const disturbed = async (name: string): Promise<Run> => {
  const run = await runs.start(name, onServer);
  await runs.logged(run, disturbedFrom - 1);
  return run;
};

test('a run on a server makes each update once', () => {
  expect(undisturbed.result).toMatchObject({ outcome: 'finished', version: { step: steps }, divergences: 0 });
  expect(undisturbed.log).toHaveLength(steps);
  expect(updatesMade()).toBe(steps);
});

test('a policy worker and the server that are killed at once cost the updates since the snapshot', async () => {
  const run = await disturbed('tinker-both-killed');
  tinker.restart('engine');
  await fleet.kill(policyWorker);
  policyWorker = await fleet.start('policy');
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  expect(updatesMade()).toBe(steps);
});

test('a server that comes back with nothing is given the whole log', async () => {
  const run = await disturbed('tinker-server-lost');
  tinker.restart('all');
  expect(await runs.outcomeOf(run)).toEqual(undisturbed);
  expect(updatesMade()).toBe(steps);
});
