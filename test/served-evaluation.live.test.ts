import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';

import type { WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { ActivityFailure, type ApplicationFailure } from '@temporalio/common';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Prediction } from '../activities/evaluation.ts';
import type { EvaluationSpec } from '../activities/evaluation-spec.ts';
import { openAiDouble, type ChatRequest, type OpenAiDouble } from '../policy/openai/double/server.ts';
import type { Written } from '../policy/openai/double/forms.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import type { evaluatePolicy, EvaluatePolicyResult } from '../workflows/evaluate-policy.ts';
import { progressQuery } from '../workflows/messages.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { putDrawnBenchmark, smallEvaluation } from './drawn-benchmark.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const questions = 20;
const served = 'policy/base/openai-tiny';
const key = 'sk-canary-of-answers';

let temporal: TestClient;
let store: ObjectStore;
let double: OpenAiDouble;
let fleet: Fleet;
let policyWorker: ChildProcess;
let spec: EvaluationSpec;
/** What the double says to have read of each question; where undefined, it does not say. */
let promptTokens: number | undefined;

type Part = { readonly type: string; readonly text?: string; readonly image_url?: { readonly url: string } };
const partsOf = ({ messages }: ChatRequest): readonly Part[] => messages.at(-1)!.content as readonly Part[];
const textOf = (request: ChatRequest): string => partsOf(request).find(({ type }) => type === 'text')!.text!;

/** Yes to every other question, by its text. */
function write(request: ChatRequest): Written {
  const isYes = textOf(request).length % 2 === 0;
  return { pieces: ['\\boxed{', isYes ? 'yes' : 'no', '}'], logProbabilities: [-0.25, -0.5, -0.25], end: 'stop' };
}

beforeAll(async () => {
  temporal = await testClient(servers);
  store = await openStore(storeConnection(servers));
  double = await openAiDouble({ write, prompt: () => promptTokens, takes: 20 });
  fleet = new Fleet({ ...servers, OPENAI_BASE_URL: double.url, OPENAI_API_KEY: key });
  [, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
});

afterAll(async () => {
  await fleet.stop();
  await double.close();
  await temporal.close();
});

/** An evaluation of questions that no other is asked. */
async function fresh(seed: number, changes: Partial<EvaluationSpec> = {}): Promise<void> {
  const { sha256 } = await putDrawnBenchmark(store, questions, seed);
  spec = { ...smallEvaluation(sha256), policy: { base: served, threads: 1 }, ...changes };
}

const start = () =>
  temporal.client.workflow.start<typeof evaluatePolicy>('evaluatePolicy', {
    workflowId: `served-${randomUUID()}`,
    taskQueue: mainQueue,
    args: [spec],
  });
const evaluate = async (): Promise<EvaluatePolicyResult> => (await start()).result();

async function failureOf(work: Promise<unknown>): Promise<{ type: string | undefined; message: string | undefined }> {
  const error = await work.then(
    () => expect.fail('it did not fail'),
    (failed: WorkflowFailedError) => failed,
  );
  const { cause } = error;
  const failure = cause instanceof ActivityFailure ? cause.cause : cause;
  return { type: (failure as ApplicationFailure).type ?? undefined, message: failure?.message };
}

/** The parts of an evaluation whose answers are kept. */
async function partsKept(run: WorkflowHandle<typeof evaluatePolicy>): Promise<readonly string[]> {
  const { run: name } = await run.query(progressQuery);
  return name === '' ? [] : store.listKeys(`${name}/parts/`);
}

async function predictionsOf({ files }: EvaluatePolicyResult): Promise<readonly Prediction[]> {
  const lines = (await store.get(files.predictions)).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Prediction);
}

test('each question is asked once, with its picture at the size of the model; what is kept is not asked again', async () => {
  await fresh(1);
  const before = double.requests.length;
  const result = await evaluate();
  expect(result).toMatchObject({ cached: false, asked: questions, questions });
  expect(result.metrics).toMatchObject({
    truncated: 0,
    questions_cut: 0,
    answers_without_log_probability: 0,
  });
  expect(result.metrics['accuracy']).toBeGreaterThan(0);
  const asked = double.requests.slice(before);
  expect(asked).toHaveLength(questions);
  expect(asked[0]).toMatchObject({ model: 'tiny-qwen2.5-vl', temperature: 0, max_tokens: 48, logprobs: true });
  const { url } = partsOf(asked[0]!)[0]!.image_url!;
  const png = Buffer.from(url.slice('data:image/png;base64,'.length), 'base64');
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 140, height: 140 });
  expect(new Set(double.keys)).toEqual(new Set([`Bearer ${key}`]));
  const [first] = await predictionsOf(result);
  expect(first).toMatchObject({ token_count: 3, truncated: false, prompt_tokens: null, log_probability: -1 });

  expect(await evaluate()).toEqual({ ...result, cached: true, asked: 0 });
  expect(double.requests).toHaveLength(before + questions);
});

test('a server that is busy, fails and loses answers changes nothing in the result', async () => {
  await fresh(1, { sampling: { temperature: 1, maxAnswerTokens: 48, seed: 3 } });
  const calm = await evaluate();
  await fresh(1, { sampling: { temperature: 1, maxAnswerTokens: 48, seed: 4 } });
  const soon = { 'retry-after-ms': '20' };
  double.fail({ status: 429, headers: soon }, { status: 503, headers: soon }, 'lost answer', {
    status: 500,
    headers: soon,
  });
  const disturbed = await evaluate();
  expect(await predictionsOf(disturbed)).toEqual(await predictionsOf(calm));
});

test('a policy worker that is killed costs the part in hand: nothing else is asked for again', async () => {
  await fresh(5);
  const before = double.requests.length;
  const run = await start();
  while ((await partsKept(run)).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await fleet.kill(policyWorker);
  expect((await partsKept(run)).length).toBeLessThan(questions / spec.shardSize);
  policyWorker = await fleet.start('policy');
  expect(await predictionsOf(await run.result())).toHaveLength(questions);
  const asked = double.requests.slice(before).map(({ messages }) => JSON.stringify(messages));
  expect(new Set(asked).size).toBe(questions);
  expect(asked.length - questions).toBeLessThanOrEqual(spec.shardSize);
});

test('the device of a policy worker is free for others while a server elsewhere takes its time', async () => {
  await fresh(7);
  const before = double.requests.length;
  double.fail('silence');
  const waiting = await start();
  await expect.poll(() => double.requests.length, { timeout: 30_000 }).toBeGreaterThan(before);
  const { policy } = smallEvaluation('');
  spec = { ...spec, policy };
  expect(await evaluate()).toMatchObject({ questions });
  expect((await waiting.describe()).status.name).toBe('RUNNING');
  await waiting.cancel();
  await expect(waiting.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
});

test('a server that reads otherwise, or refuses the key, ends an evaluation with one sentence', async () => {
  await fresh(6);
  promptTokens = 7;
  expect(await failureOf(evaluate())).toEqual({
    type: 'PolicyServerRefused',
    message: expect.stringMatching(/reads 7 tokens where \d+ are expected/),
  });
  promptTokens = undefined;
  // Every question, for parts of the evaluation before may still be on their way.
  const refused = { status: 401, body: { error: { message: `Incorrect API key provided: ${key}` } } };
  double.fail(...Array.from({ length: 2 * questions }, () => refused));
  const { type, message } = await failureOf(evaluate());
  expect(type).toBe('PolicyServerRefused');
  expect(message).toMatch(/401: Incorrect API key provided: \*\*\*\.$/);
});

test('training with a served policy is refused when the run is opened', async () => {
  const run = temporal.client.workflow.execute<typeof trainCurriculum>('trainCurriculum', {
    workflowId: `served-training-${randomUUID()}`,
    taskQueue: mainQueue,
    args: [{ ...smallRun, base: served }],
  });
  expect(await failureOf(run)).toEqual({
    type: 'InvalidSpec',
    message: expect.stringContaining('its backend openai answers and cannot be trained'),
  });
});
