import { randomUUID } from 'node:crypto';

import type { WorkflowFailedError } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { connectWorker, type WorkerConnection } from '../workers/connect.ts';
import type { RunningWorker } from '../workers/running-worker.ts';
import { workflowWorker } from '../workers/workflow-worker.ts';
import { mainQueue } from '../workflows/queues.ts';
import { smallColdStart } from './small-cold-start.ts';
import { gatedRun, smallRun } from './small-run.ts';
import { temporalCommand } from './temporal-command.ts';
import { testClient, type TestClient } from './temporal.ts';

let temporal: TestClient;
let connected: WorkerConnection;
let worker: RunningWorker;
let running: Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const servers = inject('servers');
  temporal = await testClient(servers);
  connected = await connectWorker({ ...process.env, ...servers });
  worker = await workflowWorker(connected, await openStore(storeConnection(servers)));
  running = worker.run();
});

afterAll(async () => {
  worker.shutdown();
  await running;
  await connected.connection.close();
  await temporal.close();
});

const misordered = [
  ['TorF1', 'TorF2'],
  ['Counting2', 'Counting3'],
  ['planning_short', 'planning_long'],
  ['Counting1'],
].map((kinds, index) => ({ name: index === 2 ? 'planning' : `stage-${index}`, kinds, steps: 2 }));

interface Refusal {
  readonly type: string | undefined;
  readonly message: string;
  readonly attempts: number;
  readonly seconds: number;
}

/** Starts a workflow that must be refused; answers with what a person sees of it. */
async function refusal(
  workflow: 'trainCurriculum' | 'coldStart' | 'compareArms',
  spec: unknown,
  workflowId = `bad-${randomUUID()}`,
): Promise<Refusal> {
  const handle = await temporal.client.workflow.start(workflow, {
    workflowId,
    taskQueue: mainQueue,
    args: spec === undefined ? [] : [spec],
  });
  const failed = (await handle.result().then(
    () => expect.fail('the run was not refused'),
    (error: unknown) => error,
  )) as WorkflowFailedError;
  const { startTime, closeTime } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const attempts = events?.map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0) ?? [];
  return {
    type: (failed.cause as { type?: string }).type,
    message: failed.cause?.message ?? '',
    attempts: Math.max(...attempts),
    seconds: (closeTime!.getTime() - startTime.getTime()) / 1000,
  };
}

test('a bad spec is refused at once, with every wrong field and what is allowed there', async () => {
  const { base: _, ...rest } = smallRun;
  const { type, message, attempts, seconds } = await refusal('trainCurriculum', {
    ...rest,
    seed: -1,
    maps: { style: 'dark', difficulties: [] },
    stages: [{ name: 'Counting', kinds: ['Counting9'], steps: 0 }],
    reward: { preset: 'released', mode: 'kind' },
    objective: { algorithm: 'gspo', aggregation: 'token-mean', clip: 2, kl: { estimator: 'k4' } },
    rollout: { ...smallRun.rollout, answers: 1 },
  });
  expect(type).toBe('InvalidSpec');
  expect(attempts).toBe(1);
  expect(seconds).toBeLessThan(3);
  expect(message.replace('this spec cannot be run. ', '').split('; ')).toEqual([
    'seed: Too small: expected number to be >=0',
    'maps.style: expected one of "clean"|"dusk"|"night"|"midnight"|"press"|"poster"|"placard"',
    'maps.difficulties: Too small: expected array to have >=1 items',
    'reward.mode: expected one of "difficulty_aware"|"baseline"',
    'stages.0.name: must be at most 40 lower-case letters, digits and dashes',
    expect.stringMatching(/^stages.0.kinds.0: expected one of "TorF1"\|"TorF2"\|.*"planning_long"$/),
    'stages.0.steps: Too small: expected number to be >=1',
    'rollout.answers: Too small: expected number to be >=2',
    'objective.kl.estimator: expected one of "k1"|"k2"|"k3"',
    'objective.kl.coefficient: is missing',
    'objective.kl.place: expected one of "loss"|"reward"',
    'objective.clip: there is no such field',
    'base: is missing, and from too: a run begins with a policy',
  ]);
});

test.each([
  ['no spec at all', undefined, 'the spec: is missing'],
  ['a list', [], 'the spec: expected object, received array'],
  [
    'stages of one name',
    { ...smallRun, stages: [...smallRun.stages, ...smallRun.stages] },
    'stages: names of stages must differ',
  ],
  [
    'an order that the stages do not keep',
    { ...gatedRun, order: [['TorF1'], ['Counting2']] },
    'stages.1.kinds: overlaps stage "counting", which is of Counting2 too; stages: no stage is of TorF1, which the order TorF1, Counting2 has',
  ],
  [
    'a misordered curriculum of the paper',
    { ...smallRun, order: 'paper', stages: misordered },
    'stages.3.kinds: misordered: comes after stage "planning", against the order TorF1 + TorF2, Counting2 + Counting3, Counting1, planning_short + planning_long',
  ],
  [
    'a gate that is never checked',
    { ...smallRun, stages: [{ ...gatedRun.stages[0], steps: 2 }] },
    'stages.0.gate.every: must be less than the 2 steps of the stage: it would end unchecked',
  ],
  ['a base that is not there', { ...smallRun, base: 'policy/base/none' }, 'base: The base policy in '],
  [
    'answers longer than the base can write',
    { ...smallRun, rollout: { ...smallRun.rollout, maxAnswerTokens: 500 } },
    'rollout.maxAnswerTokens: the base policy writes 48 tokens at most',
  ],
  [
    'a folder of cities that is not there',
    { ...smallRun, evaluation: { ...smallRun.evaluation, cities: 'no/such/cities', questionsPerCity: 1 } },
    'evaluation.cities: cannot read the folder of cities ',
  ],
  [
    'cities about which nothing is asked',
    { ...smallRun, evaluation: { ...smallRun.evaluation, cities: 'docs', questionsPerCity: 0 } },
    'evaluation.questionsPerCity: must be at least 1 where cities are given',
  ],
])('%s is refused by name', async (_, spec, problem) => {
  const { type, message, attempts } = await refusal('trainCurriculum', spec);
  expect({ type, attempts }).toEqual({ type: 'InvalidSpec', attempts: 1 });
  expect(message).toContain(`this spec cannot be run. ${problem}`);
});

test('a run refused for its cities has left nothing but the refusal', async () => {
  const evaluation = { ...smallRun.evaluation, cities: 'no/such/cities', questionsPerCity: 1 };
  const store = await openStore(storeConnection(inject('servers')));
  const before = await store.listKeys('');
  const { type, message } = await refusal('coldStart', { ...smallColdStart, evaluation });
  expect(type).toBe('InvalidSpec');
  expect(message).toContain('this spec cannot be run. evaluation.cities: cannot read the folder of cities ');
  expect(await store.listKeys('')).toEqual(before);
});

test('a cold start refuses as a curriculum does', async () => {
  const phases = smallColdStart.phases.map((phase) => ({ ...phase, mix: {} }));
  const { type, message } = await refusal('coldStart', { ...smallColdStart, phases, stages: [] });
  expect(type).toBe('InvalidSpec');
  expect(message).toBe(
    'this spec cannot be run. phases.2.mix: a phase of objective sft must have at least one material; ' +
      'phases.3.mix: a phase of objective sft must have at least one material; ' +
      'stages: there is no such field',
  );
});

test.each([
  ['that leads up', 'a/../../b'],
  ['with an empty part', 'a//b'],
  ['with a dot', './a'],
  ['of another system', 'a\\b'],
  ['that clears the screen', 'a\u001b[2Jb'],
  ['of 900 letters', 'x'.repeat(900)],
  ["among another run's records", `a/${randomUUID()}/snapshots`],
])('a run of a workflow id %s is refused before anything is kept under it', async (_, workflowId) => {
  const store = await openStore(storeConnection(inject('servers')));
  const before = await store.listKeys('');
  for (const workflow of ['trainCurriculum', 'coldStart', 'compareArms'] as const) {
    const { type, message, attempts } = await refusal(workflow, smallRun, workflowId);
    expect({ type, attempts }).toEqual({ type: 'InvalidSpec', attempts: 1 });
    expect(message).toMatch(/^this spec cannot be run\. the workflow id: must /);
  }
  expect(await store.listKeys('')).toEqual(before);
});

test('the command line cannot start such a run either', async () => {
  const at = ['--address', temporal.address, '--workflow-id', 'a/../../b'];
  const start = ['--type', 'trainCurriculum', '--task-queue', mainQueue, '--input', JSON.stringify(smallRun)];
  const failure = await temporalCommand({}, ['workflow', 'execute', ...at, ...start]).catch(
    (error: { readonly stdout: string }) => error.stdout,
  );
  expect(failure).toContain('this spec cannot be run. the workflow id: must be parts between slashes');
});
