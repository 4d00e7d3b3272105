import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gradients } from '../graph/gradient.ts';
import { newGraph } from '../graph/operators/index.ts';
import { compile } from '../graph/session.ts';
import { type GrpoTerms, grpoLoss } from './losses.ts';

const coefficients = { clipLow: 0.8, clipHigh: 1.2, klCoefficient: 0.3, entropyCoefficient: 0.05 };
const columns = [
  'logProbability',
  'entropy',
  'oldLogProbability',
  'referenceLogProbability',
  'advantage',
  'weights',
] as const;
type Token = Readonly<Record<(typeof columns)[number], number>>;

/** Numbers of two digits, so that a float32 holds what the formulas read. */
const hundredths = (min: number, max: number) => fc.integer({ min: min * 100, max: max * 100 }).map((n) => n / 100);
const token: fc.Arbitrary<Token> = fc.record({
  logProbability: hundredths(-6, 0),
  entropy: hundredths(0, 4),
  oldLogProbability: hundredths(-6, 0),
  referenceLogProbability: hundredths(-6, 0),
  advantage: hundredths(-3, 3),
  weights: hundredths(0, 1),
});

test('the loss of GRPO, its metrics and its slope are those of the formulas', async () => {
  const count = 6;
  const program = await grpoProgram(count);
  await fc.assert(
    fc.asyncProperty(fc.array(token, { minLength: count, maxLength: count }), async (tokens) => {
      const result = await program.run(inputsOf(tokens));
      for (const [name, value] of Object.entries(expectedOf(tokens)))
        expect(result[name]?.[0]).toBeCloseTo(value, 3 - Math.log10(1 + Math.abs(value)));
      for (const [index, one] of tokens.entries()) {
        const slope = slopeOf(one);
        expect(result['slope']?.[index]).toBeCloseTo(slope, 3 - Math.log10(1 + Math.abs(slope)));
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});

test('an answer sampled just now has ratio 1: the loss is minus the mean advantage', async () => {
  const program = await grpoProgram(2);
  const same = { logProbability: -1, oldLogProbability: -1, referenceLogProbability: -1, entropy: 0, weights: 0.5 };
  const result = await program.run(
    inputsOf([
      { ...same, advantage: 2 },
      { ...same, advantage: -1 },
    ]),
  );
  expect(result['loss']?.[0]).toBeCloseTo(-0.5, 6);
  expect(result['actor/pg_clipfrac']?.[0]).toBe(0);
});

async function grpoProgram(count: number) {
  const graph = newGraph();
  const inputs = [
    ...columns.map((name) => graph.input(name, [count, 1])),
    ...Object.keys(coefficients).map((name) => graph.input(name, [])),
  ];
  const terms = Object.fromEntries(inputs.map((input) => [input.name, input])) as unknown as GrpoTerms;
  const { loss, metrics } = grpoLoss(terms);
  const [slope] = gradients(loss, [terms.logProbability]);
  return compile<string>(graph, { loss, ...metrics, slope: slope! }, 1);
}

const inputsOf = (tokens: readonly Token[]): Record<string, Float32Array> => ({
  ...Object.fromEntries(columns.map((name) => [name, Float32Array.from(tokens, (one) => one[name])])),
  ...Object.fromEntries(Object.entries(coefficients).map(([name, value]) => [name, Float32Array.of(value)])),
});

function expectedOf(tokens: readonly Token[]): Record<string, number> {
  const mean = (value: (one: Token) => number) => tokens.reduce((sum, one) => sum + one.weights * value(one), 0);
  const metrics = {
    'actor/pg_loss': mean((one) => Math.max(...surrogates(one))),
    'actor/entropy': mean((one) => one.entropy),
    'actor/kl_loss': mean(k3),
    'actor/ppo_kl': mean((one) => one.oldLogProbability - one.logProbability),
    'actor/pg_clipfrac': mean((one) => (surrogates(one)[1] > surrogates(one)[0] ? 1 : 0)),
  };
  const penalty =
    coefficients.klCoefficient * metrics['actor/kl_loss'] - coefficients.entropyCoefficient * metrics['actor/entropy'];
  return { ...metrics, loss: metrics['actor/pg_loss'] + penalty };
}

const ratioOf = (one: Token): number => Math.exp(one.logProbability - one.oldLogProbability);
const clipped = (ratio: number): number => Math.min(Math.max(ratio, coefficients.clipLow), coefficients.clipHigh);
const surrogates = (one: Token): readonly [number, number] => [
  -one.advantage * ratioOf(one),
  -one.advantage * clipped(ratioOf(one)),
];

function k3(one: Token): number {
  const difference = one.referenceLogProbability - one.logProbability;
  return Math.min(Math.exp(difference) - difference - 1, 10);
}

function slopeOf(one: Token): number {
  const ratio = ratioOf(one);
  const difference = one.referenceLogProbability - one.logProbability;
  const [plain, bounded] = surrogates(one);
  const policyGradient = bounded > plain ? 0 : -one.advantage * ratio;
  const penalty = k3(one) === 10 ? 0 : 1 - Math.exp(difference);
  return one.weights * (policyGradient + coefficients.klCoefficient * penalty);
}
