import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import type { TokenGroup, TokenRow } from './model/answer-batch.ts';
import type { TokenAnswer, TokenRequest } from './model/generate.ts';
import { madeGroup, madeImage, madePrompt, grpoObjective, settings, smallConfig } from './model/small-case.ts';
import { parameterViews } from './model/parameters.ts';
import type { Objective } from './objectives.ts';

const sft: Objective = { kind: 'sft', cellCoefficient: 0, ...settings };
const grpo = grpoObjective({ kl: { estimator: 'k3', coefficient: 0.1 }, entropyCoefficient: 0.01 });
const patches: Objective = { kind: 'patches', ...settings };
const limits = { temperature: 1, maxAnswerTokens: 8 };
const newEngine = () => createEngine(smallConfig, { threads: 1 });

const request = (seed: number): TokenRequest => ({
  image: madeImage(seed),
  prompt: madePrompt(seed),
  seeds: [1, 2, 3, 4, 5].map((row) => seed * 100 + row),
});
const asGroup = ({ image, prompt }: TokenRequest, answers: readonly TokenAnswer[]): TokenGroup => ({
  image,
  rows: answers.map(({ tokens, logProbabilities }, row) => ({
    prompt,
    tokens,
    advantage: row - 2,
    oldLogProbabilities: logProbabilities,
  })),
});

test('sampled log-probabilities are those that training computes', async () => {
  const engine = await newEngine();
  const requests = [1, 2, 3].map(request);
  const answers = await engine.sample(requests, limits);
  const computed = await engine.logProbabilities(requests.map((one, i) => asGroup(one, answers[i]!)));
  const sampled = answers.map((group) => group.map(({ logProbabilities }) => logProbabilities));
  expect(computed.map((group) => group.map((row) => row.length))).toEqual(
    sampled.map((group) => group.map((row) => row.length)),
  );
  for (const [i, value] of computed.flat(2).entries()) expect(Math.abs(value - sampled.flat(2)[i]!)).toBeLessThan(1e-5);
});

test('an answer does not depend on what it is sampled with', async () => {
  const engine = await newEngine();
  const requests = [...Array(11).keys()].map(request);
  const together = await engine.sample(requests, limits);
  const parts = [requests.slice(0, 1), requests.slice(1, 3), requests.slice(3)];
  const apart = [];
  for (const part of parts) apart.push(...(await engine.sample(part, limits)));
  expect(apart).toEqual(together);
});

test('an answer ends with the end token or at the limit, and then says that it was truncated', async () => {
  const engine = await newEngine();
  const answers = (await engine.sample([...Array(20).keys()].map(request), limits)).flat();
  for (const { tokens, truncated } of answers) {
    expect(truncated).toBe(tokens.at(-1) !== smallConfig.endToken);
    expect(truncated ? tokens.length : 8).toBe(8);
    expect(tokens.slice(0, -1)).not.toContain(smallConfig.endToken);
  }
  expect(new Set(answers.map(({ truncated }) => truncated)).size).toBe(2);
});

test('greedy answers need no seed', async () => {
  const engine = await newEngine();
  const [answers] = await engine.sample([request(1)], { ...limits, temperature: 0 });
  for (const answer of answers!) expect(answer).toEqual(answers![0]);
});

test('the same updates give the same bytes, in another engine too', async () => {
  const run = async () => {
    const engine = await newEngine();
    engine.initialise(3);
    engine.setReference(engine.parameters);
    const metrics = [];
    for (const seed of [1, 2, 3]) metrics.push(await engine.update([madeGroup(seed), madeGroup(seed + 5)], grpo));
    return { metrics, state: [engine.parameters, engine.firstMoment, engine.secondMoment, engine.updates] };
  };
  expect(await run()).toEqual(await run());
});

test('a batch gives the same gradient in one micro-batch or in many', async () => {
  const groups = [1, 3, 5, 7].map((seed) => madeGroup(seed, 2));
  const copies = Array.from({ length: 12 }, () => groups).flat();
  const [once, often] = [await newEngine(), await newEngine()];
  const [one, many] = [await once.update(groups, sft), await often.update(copies, sft)];
  expect(many['train/loss']! / one['train/loss']!).toBeCloseTo(1, 6);
  expect(many['train/grad_norm']! / one['train/grad_norm']!).toBeCloseTo(1, 6);
  for (const [i, value] of once.firstMoment.entries())
    expect(Math.abs(value - often.firstMoment[i]!)).toBeLessThan(1e-6);
});

test('supervised training learns four examples by heart', async () => {
  const engine = await newEngine();
  const groups = [1, 2, 3, 4].map((seed): TokenGroup => {
    const tokens = [2 + seed, 2 + ((seed * 3) % 5), 8 - seed, 1];
    return { image: madeImage(seed), rows: [{ prompt: [2], tokens, advantage: 1, oldLogProbabilities: [] }] };
  });
  for (let step = 0; step < 100; step++) await engine.update(groups, { ...sft, learningRate: 0.02 });
  const answers = await engine.sample(
    groups.map(({ image }) => ({ image, prompt: [2], seeds: [0] })),
    { ...limits, temperature: 0 },
  );
  expect(answers.map(([answer]) => answer!.tokens)).toEqual(groups.map(({ rows }) => rows[0]!.tokens));
});

test('GRPO makes the answers that it rewards likelier', async () => {
  const engine = await newEngine();
  const sampled = async (step: number) => {
    const requests = [1, 2].map((image) => ({
      ...request(image),
      seeds: [...Array(8).keys()].map((row) => step * 100 + row),
    }));
    const answers = await engine.sample(requests, limits);
    return requests.map((one, i) => asGroup(one, answers[i]!));
  };
  const startsWith = (row: TokenRow) => row.tokens[0] === 4;
  const share = (groups: readonly TokenGroup[]) => groups.flatMap(({ rows }) => rows).filter(startsWith).length / 16;
  const before = share(await sampled(0));
  for (let step = 1; step <= 60; step++) {
    const groups = await sampled(step);
    const scored = groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) => ({ ...row, advantage: (startsWith(row) ? 1 : 0) - share(groups) })),
    }));
    await engine.update(scored, { ...grpo, kl: null });
  }
  expect(before).toBeLessThan(0.3);
  expect(share(await sampled(61))).toBeGreaterThan(0.8);
});

test('epochs and mini-batches are updates one after the other, and their ratio is no longer 1', async () => {
  const groups = [1, 2, 3, 4].map((seed) => madeGroup(seed));
  const [apart, together] = [await newEngine(), await newEngine()];
  const answered = await asAnswered(apart, groups);
  const ofSteps: Readonly<Record<string, number>>[] = [];
  for (const part of [answered.slice(0, 2), answered.slice(2), answered.slice(0, 2), answered.slice(2)])
    ofSteps.push(await apart.update(part, grpoObjective()));
  const metrics = await together.update(answered, grpoObjective({ epochs: 2, miniBatches: 2 }));
  expect(together.updates).toBe(4);
  expect(together.parameters).toEqual(apart.parameters);
  const mean = (name: string) => ofSteps.reduce((sum, step) => sum + (step[name] ?? 0), 0) / ofSteps.length;
  for (const [name, value] of Object.entries(metrics)) expect(value).toBeCloseTo(mean(name), 6);
  expect(Math.abs(ofSteps[0]!['actor/ppo_kl']!)).toBeLessThan(1e-5);
  expect(Math.abs(ofSteps[3]!['actor/ppo_kl']!)).toBeGreaterThan(1e-4);
});

test('what an older version answered is learnt from by its own log-probabilities, and the mean ratio is told', async () => {
  const [asked, plain] = [await newEngine(), await newEngine()];
  const answered = await asAnswered(asked, [madeGroup(1), madeGroup(2)]);
  for (const engine of [asked, plain]) await engine.update(answered, grpoObjective());
  const now = (await asked.logProbabilities(answered)).flat(2);
  const before = answered.flatMap(({ rows }) => rows.flatMap(({ oldLogProbabilities }) => oldLogProbabilities));
  const ratios = now.map((logProbability, place) => Math.exp(logProbability - before[place]!));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  expect(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)))).toBeGreaterThan(0.01);

  const found = await asked.update(answered, grpoObjective({ offPolicy: true }));
  const { 'rollout_corr/rollout_is_mean': told, ...rest } = found;
  expect(told).toBeCloseTo(mean, 5);
  expect(rest).toEqual(await plain.update(answered, grpoObjective()));
  expect(asked.parameters).toEqual(plain.parameters);
});

test('a group of many answers learns and is computed in parts, as groups of its parts would be', async () => {
  const [whole, parted] = [await newEngine(), await newEngine()];
  const { image, rows } = madeGroup(1, 70);
  const parts = [rows.slice(0, 32), rows.slice(32, 64), rows.slice(64)].map((part) => ({ image, rows: part }));
  expect((await whole.logProbabilities([{ image, rows }]))[0]).toEqual((await parted.logProbabilities(parts)).flat());
  await whole.update([{ image, rows }], grpoObjective());
  await parted.update(parts, grpoObjective());
  expect(whole.parameters).toEqual(parted.parameters);
});

test('a request of many seeds is answered in parts, with the answers that each seed has alone', async () => {
  const engine = await newEngine();
  const seeds = [...Array(150).keys()];
  const [together] = await engine.sample([{ ...request(1), seeds }], limits);
  const apart = await engine.sample(
    seeds.map((seed) => ({ ...request(1), seeds: [seed] })),
    limits,
  );
  expect(together).toEqual(apart.flat());
});

test('what an objective does not train stays, whatever was trained before', async () => {
  const engine = await newEngine();
  await engine.update([madeGroup(1)], sft);
  const before = parameterViews(engine.parameterTable, engine.parameters.slice());
  const labels = Array.from({ length: 6 }, (_, patch) => [2 + (patch % 3)]);
  await engine.update([{ image: madeImage(1), rows: [], patches: labels }], { ...patches, beta1: 0, weightDecay: 0 });
  const moved = Object.entries(parameterViews(engine.parameterTable, engine.parameters)).flatMap(([name, view]) =>
    view.some((value, i) => value !== before[name]![i]) ? [name] : [],
  );
  expect(moved.length).toBeGreaterThan(0);
  expect(moved.filter((name) => name.startsWith('layers.'))).toEqual([]);
});

/** Groups whose old log-probabilities are the policy's own. */
async function asAnswered(
  engine: Awaited<ReturnType<typeof newEngine>>,
  groups: readonly TokenGroup[],
): Promise<readonly TokenGroup[]> {
  const own = await engine.logProbabilities(groups);
  return groups.map((group, i) => ({
    ...group,
    rows: group.rows.map((row, j) => ({ ...row, oldLogProbabilities: own[i]![j]! })),
  }));
}
