import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gradients } from '../graph/gradient.ts';
import { newGraph } from '../graph/operators/index.ts';
import { compile } from '../graph/session.ts';
import { type GrpoTerms, grpoLoss } from './losses.ts';

/** verl 0.9.1's own numbers in float64, on sequences with masked ends. */
interface GoldenCase {
  readonly id: string;
  readonly lengths: readonly number[];
  readonly logprobs: Grid;
  readonly old_logprobs: Grid;
  readonly ref_logprobs: Grid;
  readonly clip_low: number;
  readonly clip_high: number;
  readonly advantages: { readonly grpo: Grid };
  readonly losses: readonly GoldenLoss[];
  readonly kl: { readonly k3: { readonly token_mean: number; readonly d_logprobs: Grid } };
}
interface GoldenLoss {
  readonly objective: string;
  readonly aggregation: string;
  readonly loss: number;
  readonly d_logprobs: Grid;
  readonly metrics: Readonly<Record<string, number>>;
}
type Grid = readonly (readonly number[])[];

const file = new URL('../../../shared/data/golden/objectives.json', import.meta.url);
const cases = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly GoldenCase[]) : [];
const skipped = cases.length === 0 ? ' (skipped: ../shared/data/golden/objectives.json is not here)' : '';

/** Single precision against double. */
const TOLERANCE = 2e-5;

/** Our loss has no dual clip, which verl adds for negative advantages: it must be idle to compare. */
const ppoOf = ({ losses }: GoldenCase): GoldenLoss | undefined =>
  losses.find(
    (one) =>
      one.objective === 'vanilla' && one.aggregation === 'token-mean' && one.metrics['actor/pg_clipfrac_lower'] === 0,
  );

test.skipIf(skipped)(`the clipped loss, its metrics and its gradient are verl's${skipped}`, async () => {
  const comparable = cases.flatMap((one) => ppoOf(one) ?? []);
  expect(comparable.length).toBeGreaterThan(10);
  for (const one of cases) {
    const expected = ppoOf(one);
    if (!expected) continue;
    const ours = await computed(one, 0);
    expect(difference(ours['actor/pg_loss'], [expected.loss])).toBeLessThan(TOLERANCE);
    expect(difference(ours['slope'], valid(one, expected.d_logprobs))).toBeLessThan(TOLERANCE);
    for (const name of ['actor/ppo_kl', 'actor/pg_clipfrac'])
      expect(difference(ours[name], [expected.metrics[name] ?? 0])).toBeLessThan(TOLERANCE);
  }
});

test.skipIf(skipped)(`the k3 penalty and its gradient are verl's${skipped}`, async () => {
  for (const one of cases) {
    const [without, alone] = [await computed(one, 0), await computed(one, 1)];
    expect(difference(alone['actor/kl_loss'], [one.kl.k3.token_mean])).toBeLessThan(TOLERANCE);
    const penalty = Array.from(alone['slope'] ?? [], (slope, i) => slope - (without['slope']?.[i] ?? 0));
    expect(difference(penalty, valid(one, one.kl.k3.d_logprobs))).toBeLessThan(TOLERANCE);
  }
});

/** Runs the loss over the valid tokens of a case, each with its share of their mean. */
async function computed(one: GoldenCase, klCoefficient: number): Promise<Readonly<Record<string, Float32Array>>> {
  const columns = {
    logProbability: valid(one, one.logprobs),
    oldLogProbability: valid(one, one.old_logprobs),
    referenceLogProbability: valid(one, one.ref_logprobs),
    advantage: valid(one, one.advantages.grpo),
  };
  const count = columns.logProbability.length;
  const scalars = { clipLow: 1 - one.clip_low, clipHigh: 1 + one.clip_high, klCoefficient, entropyCoefficient: 0 };
  const inputs: Record<string, readonly number[]> = {
    ...columns,
    entropy: Array<number>(count).fill(0),
    weights: Array<number>(count).fill(1 / count),
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, [value]])),
  };
  const graph = newGraph();
  const tensors = Object.entries(inputs).map(
    ([name, values]) => [name, graph.input(name, name in scalars ? [] : [values.length, 1])] as const,
  );
  const terms = Object.fromEntries(tensors) as unknown as GrpoTerms;
  const { loss, metrics } = grpoLoss(terms);
  const program = await compile<string>(graph, { ...metrics, slope: gradients(loss, [terms.logProbability])[0]! }, 1);
  const results = await program.run(
    Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, Float32Array.from(values)])),
  );
  await program.release();
  return results;
}

const valid = ({ lengths }: GoldenCase, grid: Grid): number[] => grid.flatMap((row, i) => row.slice(0, lengths[i]));

/** The worst difference, relative where numbers are large; infinite where the counts differ. */
function difference(ours: Iterable<number> | undefined, theirs: readonly number[]): number {
  const all = Array.from(ours ?? [], (value, i) => Math.abs(value - theirs[i]!) / (1 + Math.abs(theirs[i]!)));
  return all.length === theirs.length ? Math.max(...all) : Infinity;
}
