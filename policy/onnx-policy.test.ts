import { afterAll, beforeAll, expect, test } from 'vitest';
import { initialSnapshot, snapshotDigest } from './checkpoint.ts';
import { presetPolicy } from './config.ts';
import { createEnginePolicy } from './engine-policy.ts';
import type { Objective } from './objectives.ts';
import { createOnnxPolicy } from './onnx-policy.ts';
import type { Policy, Prompt, TrainingGroup } from './port.ts';
import { tokenizerJson } from './tokenizer.ts';

const pieces = ['Which?', 'Red', 'Blue', ' and '];
const config = {
  ...presetPolicy('tiny', pieces.length + 3),
  imageWidth: 16,
  imageHeight: 16,
  patch: 8,
  width: 16,
  depth: 1,
  heads: 2,
  patchHidden: 16,
  mlpHidden: 32,
  maxPromptTokens: 4,
  maxAnswerTokens: 8,
};
const settings = { config, tokenizerJson: JSON.stringify(tokenizerJson(pieces)), threads: 1 };
const prompt: Prompt = { image: new Uint8Array(16 * 16 * 3).fill(200), text: 'Which?' };
const optimiser = { learningRate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
const sft: Objective = { kind: 'sft', cellCoefficient: 0, ...optimiser };
const greedy = { temperature: 0, maxAnswerTokens: 8 };

let policy: Policy;
beforeAll(async () => {
  policy = await createOnnxPolicy(settings);
});
afterAll(() => policy.close());

function lesson(text: string, rows = 1): TrainingGroup {
  const row = { question: prompt.text, tokens: policy.answerTokens(text), advantage: 1, oldLogProbabilities: [] };
  return { image: prompt.image, rows: Array.from({ length: rows }, () => row) };
}

test('a policy learns an answer, and a snapshot brings back what it was before', async () => {
  const before = await policy.snapshot();
  const digest = await policy.digest();
  expect(snapshotDigest(before)).toBe(digest);
  expect(digest).toBe(snapshotDigest(initialSnapshot(config, 0)));

  for (let step = 0; step < 30; step++) await policy.update([lesson('Red and Blue')], sft);
  const answers = await policy.sample([{ prompt, seeds: [1] }], greedy);
  expect(answers[0]?.[0]).toMatchObject({
    text: 'Red and Blue',
    tokens: policy.answerTokens('Red and Blue'),
    truncated: false,
  });
  expect(await policy.digest()).not.toBe(digest);

  await policy.restore(before);
  expect(await policy.digest()).toBe(digest);
});

test('the thread computes what the engine computes here, bit by bit', async () => {
  const here = await createEnginePolicy(settings);
  const start = initialSnapshot(config, 5);
  const seeds = [1, 2, 3];
  const outcomes = await Promise.all(
    [policy, here].map(async (each) => {
      await each.restore(start);
      const metrics = await each.update([lesson('Blue', 2)], sft);
      const answers = await each.sample([{ prompt, seeds }], { temperature: 1, maxAnswerTokens: 8 });
      return { metrics, answers, scored: await each.logProbabilities([lesson('Red')]), digest: await each.digest() };
    }),
  );
  expect(outcomes[0]).toEqual(outcomes[1]);
  await here.close();
});

test('the event loop of the owner stays free during updates', async () => {
  const groups = Array.from({ length: 64 }, () => lesson('Red and Blue and Red', 8));
  const ticks = [performance.now()];
  const timer = setInterval(() => ticks.push(performance.now()), 2);
  await Promise.all([1, 2, 3].map(() => policy.update(groups, sft)));
  clearInterval(timer);
  ticks.push(performance.now());
  const gaps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick));
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  expect(gaps.length).toBeGreaterThan(10);
  expect(Math.max(...gaps)).toBeLessThan(total / 2);
});

test('calls are answered in the order they are made', async () => {
  await policy.restore(initialSnapshot(config, 1));
  const order: string[] = [];
  const note = (name: string) => () => void order.push(name);
  const [, , digest] = await Promise.all([
    policy.update([lesson('Red')], sft).then(note('update')),
    policy.restore(initialSnapshot(config, 2)).then(note('restore')),
    policy.digest().finally(note('digest')),
  ]);
  expect(order).toEqual(['update', 'restore', 'digest']);
  expect(digest).toBe(snapshotDigest(initialSnapshot(config, 2)));
});

test('errors cross with their type and message, and the policy goes on', async () => {
  const unknown = policy.sample([{ prompt: { ...prompt, text: 'Which one?' }, seeds: [1] }], greedy);
  await expect(unknown).rejects.toMatchObject({
    name: 'BadText',
    message: expect.stringMatching(/character 0, "Which one\?"/),
  });
  const nonsense = policy.restore({ weights: new Uint8Array(3), optimiser: new Uint8Array(3) });
  await expect(nonsense).rejects.toMatchObject({ name: 'BadPolicyFile' });
  expect(() => policy.answerTokens('Green')).toThrow(/No piece/);
  expect(await policy.digest()).toMatch(/^[0-9a-f]{64}$/);
});

test('any text is read where the caller allows it: no word for it is one unknown token, and the end is cut off', async () => {
  expect(policy.read('Which?Green and Red')).toEqual({ tokens: [3, 2, 6, 4], unknown: 1, cut: 0 });
  expect(policy.read('Red and Blue and Red')).toEqual({ tokens: [4, 6, 5, 6], unknown: 0, cut: 1 });
  expect(policy.read('')).toEqual({ tokens: [], unknown: 0, cut: 0 });
  const asked = async (text: string) => policy.sample([{ prompt: { ...prompt, text }, seeds: [1] }], anyText);
  const anyText = { ...greedy, anyText: true };
  expect(await asked('Which one of them all?')).toHaveLength(1);
  expect(await asked('Red and Blue and Red')).toEqual(await asked('Red and Blue and Blue'));
  expect(await asked('Which?')).toEqual(await policy.sample([{ prompt, seeds: [1] }], greedy));
});

test('close lets earlier calls finish, refuses later ones and may be called again', async () => {
  const other = await createOnnxPolicy(settings);
  const digest = other.digest();
  await other.close();
  expect(await digest).toMatch(/^[0-9a-f]{64}$/);
  await expect(other.digest()).rejects.toMatchObject({ name: 'PolicyThreadEnded' });
  await other.close();
});

test('a policy that cannot be made says why', async () => {
  await expect(createOnnxPolicy({ ...settings, tokenizerJson: '{}' })).rejects.toMatchObject({ name: 'BadPolicyFile' });
  await expect(createOnnxPolicy({ ...settings, config: { ...config, heads: 3 } })).rejects.toThrow(
    /heads must be even/,
  );
});

test('a stop text ends an answer and stays in it; the likeliest token alone is drawn where topK is 1', async () => {
  const before = await policy.snapshot();
  for (let step = 0; step < 30; step++) await policy.update([lesson('Red and Blue')], sft);
  const drawn = { temperature: 1, topK: 1, topP: 0.9, maxAnswerTokens: 8, stop: [' and '] };
  const answers = await policy.sample([{ prompt, seeds: [1] }], drawn);
  expect(answers[0]?.[0]).toMatchObject({ text: 'Red and ', truncated: false });
  await expect(policy.sample([{ prompt, seeds: [1] }], { ...drawn, stop: ['Red and '] })).rejects.toThrow(
    'stop must hold texts of one token each (got "Red and ").',
  );
  await policy.restore(before);
});

test('what was asked in any text is learnt from and weighed as it was read', async () => {
  const before = await policy.snapshot();
  const [learnt] = [lesson('Red')];
  const strange = { ...learnt, rows: learnt.rows.map((row) => ({ ...row, question: 'Which? Where?' })) };
  await expect(policy.update([strange], sft)).rejects.toMatchObject({ name: 'BadText' });
  await expect(policy.logProbabilities([strange])).rejects.toMatchObject({ name: 'BadText' });

  const anyText = { ...strange, anyText: true };
  const [[read]] = (await policy.logProbabilities([anyText])) as [[readonly number[]]];
  const [[plain]] = (await policy.logProbabilities([learnt])) as [[readonly number[]]];
  expect(read).toHaveLength(plain.length);
  expect(read).not.toEqual(plain);
  expect(await policy.update([anyText], sft)).toHaveProperty('train/grad_norm');
  await policy.restore(before);
});
