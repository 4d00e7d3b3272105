import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { snapshotDigest } from '../checkpoint.ts';
import type { Completion, Policy, TrainingGroup } from '../port.ts';
import { encode, packed } from '../tinker/double/proto.ts';
import { serverDouble, type ServerDouble } from '../tinker/double/server.ts';
import { tokenizerJson } from '../tokenizer.ts';
import { remoteCase, smallRemote } from './remote-case.ts';
import type { RemoteConfig } from './remote-config.ts';
import { createRemotePolicy } from './remote-policy.ts';
import { freshState, snapshotFiles } from './remote-state.ts';

const language = JSON.stringify(
  tokenizerJson(['Red', 'Blue', ' and ', ...Array.from({ length: 40 }, (_, word) => `w${word};`)]),
);
const image = Uint8Array.from({ length: 2 * 3 * 3 }, (_, byte) => byte);
const prompt = { image, text: 'Red and Blue' };
const options = { temperature: 1, maxAnswerTokens: 6 };
const base = snapshotFiles(freshState(smallRemote));

let server: ServerDouble;
beforeAll(async () => {
  server = await serverDouble();
});
afterAll(() => server.close());

async function made(changes: Partial<RemoteConfig> = {}): Promise<Policy> {
  const policy = await createRemotePolicy({
    config: { ...smallRemote, ...changes },
    tokenizerJson: language,
    server: { url: server.url },
    patience: { tries: 2, seconds: 1 },
  });
  onTestFinished(() => policy.close());
  await policy.restore(base);
  await policy.setReference(base.weights);
  return policy;
}

const groupOf = (answers: readonly Completion[]): TrainingGroup => ({
  image,
  rows: answers.map(({ tokens, logProbabilities }, index) => ({
    question: prompt.text,
    tokens,
    advantage: index - 0.4,
    oldLogProbabilities: logProbabilities,
  })),
});
const sampled = async (policy: Policy, ...seeds: number[]): Promise<TrainingGroup> => {
  const [answers] = await policy.sample([{ prompt, seeds }], options);
  return groupOf(answers!);
};
const { objective } = remoteCase;
const newest = () => server.engine.models.at(-1)!;

test('answers are a function of their seeds, with text, tokens and log-probabilities', async () => {
  const policy = await made();
  const [[length, ended]] = (await policy.sample([{ prompt, seeds: [3, 4] }], options)) as [Completion[]];
  expect(length).toMatchObject({ truncated: true, tokens: [6, 7, 8, 9, 10, 11], text: 'w0;w1;w2;w3;w4;w5;' });
  expect(ended).toMatchObject({ truncated: false, tokens: [7, 8, 9, 10, 1], text: 'w1;w2;w3;w4;' });
  expect(ended!.logProbabilities).toHaveLength(5);
  const [[alone]] = (await policy.sample([{ prompt, seeds: [4] }], options)) as [Completion[]];
  expect(alone).toEqual(ended);
});

test('pictures go as PNG, enlarged where they are smaller, and are refused where their shape is another', async () => {
  const policy = await made({ imageWidth: 4, imageHeight: 6 });
  await policy.sample([{ prompt, seeds: [3] }], options);
  const [picture] = server.engine.pictures.slice(-1);
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 4, height: 6 });
  expect([...(await sharp(picture).extract({ left: 3, top: 5, width: 1, height: 1 }).raw().toBuffer())]).toEqual([
    15, 16, 17,
  ]);
  const wide = { image: image.slice(0, 15), text: 'Red' };
  await expect(policy.sample([{ prompt: wide, seeds: [1] }], options)).rejects.toThrow(
    'A picture of 5 pixels has not the shape 4 x 6',
  );
});

test('texts are read as the embedded policy reads them', async () => {
  const policy = await made();
  expect(policy.answerTokens('Red and ')).toEqual([3, 5, 1]);
  expect(policy.read('Red? and Blue and Red')).toEqual({ tokens: [3, 2, 5, 4], unknown: 1, cut: 2 });
  const asked = (text: string, anyText: boolean) =>
    policy.sample([{ prompt: { image, text }, seeds: [3] }], { ...options, anyText });
  await expect(asked('Green', false)).rejects.toThrow('The text "Green" has words that the policy has not.');
  await expect(asked('Red and Blue and Red', false)).rejects.toThrow('is 1 tokens longer than the policy reads');
  expect(await asked('Green', true)).toHaveLength(1);
});

test('updates are a fold: the same ones give the same version, another one another', async () => {
  const versions = await Promise.all(
    [
      [1, 2],
      [1, 2],
      [1, 5],
    ].map(async (seeds) => {
      const policy = await made();
      const metrics = await policy.update([await sampled(policy, ...seeds)], objective);
      return { digest: await policy.digest(), metrics };
    }),
  );
  expect(versions[0]).toEqual(versions[1]);
  expect(versions[2]!.digest).not.toBe(versions[0]!.digest);
  expect(versions[0]!.metrics).toMatchObject({ 'actor/pg_clipfrac': 0, 'actor/lr': 0.1 });
  expect(versions[0]!.metrics['actor/ppo_kl']).toBeCloseTo(0, 6);
  expect(versions[0]!.metrics['actor/grad_norm']).toBeGreaterThan(0);
});

test('a snapshot goes on elsewhere as if nothing had been', async () => {
  const first = await made();
  await first.update([await sampled(first, 1, 2)], objective);
  const snapshot = await first.snapshot();
  expect(snapshotDigest(snapshot)).toBe(await first.digest());
  const lesson = await sampled(first, 5, 6);
  await first.update([lesson], objective);
  const second = await made();
  await second.restore(snapshot);
  await second.update([lesson], objective);
  expect(await second.digest()).toBe(await first.digest());
  expect(await sampled(second, 7, 8)).toEqual(await sampled(first, 7, 8));
});

test('an update that was made and never answered is made again as the same, and applied once', async () => {
  const policy = await made();
  const lesson = await sampled(policy, 1, 2);
  server.fail(
    'retrieve_future',
    { status: 502, headers: { 'retry-after-ms': '1' } },
    { status: 200, body: { type: 'try_again' } },
  );
  server.fail(
    'save_weights_for_sampler',
    { status: 503, headers: { 'retry-after-ms': '1' } },
    { status: 503, headers: { 'retry-after-ms': '1' } },
  );
  await expect(policy.update([lesson], objective)).rejects.toMatchObject({ name: 'PolicyServerUnavailable' });
  expect(newest().steps).toBe(1);
  await policy.restore(base);
  const early = policy.sample([{ prompt, seeds: [1] }], options);
  await expect(early, 'the update may have been made').rejects.toMatchObject({ name: 'PolicyServerLost' });
  await policy.update([lesson], objective);
  expect(newest().steps).toBe(1);
  const other = await made();
  await other.update([lesson], objective);
  expect(await policy.digest()).toBe(await other.digest());
});

test('a model that has gone on is not taken for the version before', async () => {
  const policy = await made();
  await policy.update([await sampled(policy, 1, 2)], objective);
  await policy.restore(base);
  const behind = { name: 'PolicyServerLost', message: expect.stringContaining('ahead of the version') as string };
  await expect(policy.sample([{ prompt, seeds: [1] }], options)).rejects.toMatchObject(behind);
  await expect(policy.update([await sampled(await made(), 5, 6)], objective)).rejects.toMatchObject({
    name: 'PolicyServerLost',
  });
});

test('a server that lost its models is told apart from one that lost what it kept', async () => {
  const policy = await made();
  const lessons = [await sampled(policy, 1, 2), await sampled(policy, 3, 4)];
  await policy.update([lessons[0]!], objective);
  const snapshot = await policy.snapshot();
  await policy.update([lessons[1]!], objective);
  const digest = await policy.digest();

  server.restart('engine');
  await expect(policy.sample([{ prompt, seeds: [1] }], options)).rejects.toMatchObject({ name: 'PolicyServerLost' });
  const again = await made();
  await again.restore(snapshot);
  await again.update([lessons[1]!], objective);
  expect(await again.digest()).toBe(digest);

  const bare = await made();
  server.fail(
    'retrieve_future',
    // Of the model that is left, of the one that is made, and of what is loaded into it.
    { status: 200, body: {} },
    { status: 200, body: { model_id: 'model_0' } },
    { status: 400, body: { detail: 'no such file' } },
  );
  await expect(bare.restore(snapshot)).rejects.toMatchObject({ name: 'PolicySnapshotLost' });

  server.restart('all');
  const anew = await made();
  await expect(anew.restore(snapshot)).rejects.toMatchObject({ name: 'PolicySnapshotLost' });
  await anew.restore(base);
  for (const lesson of lessons) await anew.update([lesson], objective);
  expect(await anew.digest()).toBe(digest);
});

test('the server keeps snapshots, and of what is sampled from the newest alone', async () => {
  const policy = await made();
  for (const seed of [1, 3, 5]) {
    await policy.update([await sampled(policy, seed, seed + 1)], objective);
    if (seed === 3) await policy.snapshot();
  }
  const model = server.engine.newestModel;
  expect(server.engine.checkpointsOf(model)).toEqual(['weights/state-2', 'sampler_weights/sample-3']);
  await policy.restore(base);
  expect(server.engine.checkpointsOf(model)).toEqual(['weights/state-2']);
});

test('several steps on a batch are several steps on the server', async () => {
  const policy = await made();
  const lesson = await sampled(policy, 1, 2);
  await policy.update([lesson, lesson], { ...objective, epochs: 2, miniBatches: 2 });
  expect(newest().steps).toBe(4);
});

test('it is told to imitate by cross-entropy', async () => {
  const policy = await made();
  const row = { question: 'Red', tokens: policy.answerTokens('Blue'), advantage: 1, oldLogProbabilities: [] };
  const sft = { ...remoteCase.adam, kind: 'sft', cellCoefficient: 0 } as const;
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) losses.push((await policy.update([{ image, rows: [row] }], sft))['train/loss']!);
  expect(losses.toSorted((a, b) => b - a)).toEqual(losses);
});

test('the reference is the base model, and nothing that was trained', async () => {
  const policy = await made();
  const lesson = await sampled(policy, 1, 2);
  const under = await policy.logProbabilities([lesson], 'reference');
  expect(under[0]!.map((row) => row.length)).toEqual(lesson.rows.map(({ tokens }) => tokens.length));
  await policy.update([lesson], objective);
  expect(await policy.logProbabilities([lesson], 'reference')).toEqual(under);
  expect(await policy.logProbabilities([lesson])).not.toEqual(under);
  const { weights } = await policy.snapshot();
  await expect(policy.setReference(weights)).rejects.toMatchObject({ name: 'PolicyServerRefused' });
});

test('a server that refuses is not asked again', async () => {
  const policy = await made();
  server.fail('forward_backward', { status: 422, body: { detail: 'no such loss' } });
  await expect(policy.update([await sampled(policy, 1, 2)], objective)).rejects.toMatchObject({
    name: 'PolicyServerRefused',
    message: expect.stringContaining('no such loss') as string,
  });
});

describe('what a server tells is held to what was asked', () => {
  const sequence = (tokens: readonly number[], logprobs: readonly number[]) => ({
    stop_reason: 0,
    tokens: packed(tokens, 'int32'),
    logprobs: packed(logprobs, 'float32'),
  });
  const tells = (...sequences: readonly ReturnType<typeof sequence>[]): Buffer =>
    encode('SampleResponse', { sequences });

  test.each([
    ['of no number', tells(sequence([6, 1], [-0.5, Number.NaN])), 'each of 2 sampled tokens (got NaN among them)'],
    ['that is not finite', tells(sequence([6, 1], [-Infinity, -1])), 'sampled tokens (got -Infinity among them)'],
    ['too few', tells(sequence([6, 1], [-0.5])), 'each of 2 sampled tokens (got 1)'],
    ['none', tells(sequence([6, 1], [])), 'each of 2 sampled tokens (got 0)'],
    ['no answer', tells(), 'was asked for an answer and gave none'],
  ])('log-probabilities %s', async (_, protobuf, reason) => {
    const policy = await made();
    server.fail('retrieve_future', { protobuf });
    await expect(policy.sample([{ prompt, seeds: [3] }], options)).rejects.toMatchObject({
      name: 'PolicyServerRefused',
      message: expect.stringContaining(reason) as string,
    });
  });

  test('fewer log-probabilities under the reference than an answer has tokens', async () => {
    const policy = await made();
    const lesson = await sampled(policy, 1);
    server.fail('retrieve_future', {
      protobuf: encode('SampleResponse', { prompt_logprobs: packed([-1], 'float32') }),
    });
    await expect(policy.logProbabilities([lesson], 'reference')).rejects.toThrow(
      'each of 6 tokens of an answer (got 1)',
    );
  });

  test('fewer outputs of a pass than data', async () => {
    const policy = await made();
    const lesson = await sampled(policy, 1, 2);
    server.fail('retrieve_future', { protobuf: encode('ForwardBackwardOutput', { loss_fn_output_type: 'scalar' }) });
    await expect(policy.update([lesson], objective)).rejects.toThrow('each of 6 tokens to learn (got 0)');
  });
});
