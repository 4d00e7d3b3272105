import { describe, expect, test } from 'vitest';

import { klLoss, surrogateLoss } from '../batch-loss.ts';
import { aggregations, type PolicyGradientObjective } from '../objectives.ts';
import type { Datum } from '../tinker/messages.ts';
import { lessonData, sharesOf, type LessonRow } from './lesson-data.ts';
import { lossOf, unknownToProtocol } from './remote-loss.ts';
import { remoteCase, smallRemote } from './remote-case.ts';

const { objective } = remoteCase;
const lengths = [3, 1, 5, 2];
/** Numbers that look drawn and are the same each time. */
const noise = (row: number, place: number, of: number): number => Math.sin(1 + row * 7.3 + place * 3.1 + of * 11.7);
const numbers = (of: (row: number, place: number) => number) =>
  lengths.map((length, row) => Array.from({ length }, (_, place) => of(row, place)));

const old = numbers((row, place) => -1.5 + noise(row, place, 1));
const reference = numbers((row, place) => -1.5 + noise(row, place, 2));
const advantages = numbers((row, place) => noise(row, place, 3));
const rows: readonly LessonRow[] = lengths.map((length, row) => ({
  question: '',
  prompt: { chunks: [{ type: 'encoded_text', tokens: [9, 8, 7] }], tokens: [9, 8, 7] },
  tokens: Array.from({ length }, (_, place) => 10 + place),
  advantage: advantages[row]!,
  oldLogProbabilities: old[row]!,
  referenceLogProbabilities: reference[row]!,
}));

/** The gradient by the log-probability of each answer token of what a server makes of the data, as its documentation has it. */
function serverGradient(
  data: readonly Datum[],
  now: readonly (readonly number[])[],
  { reduction, low, high }: { reduction: 'sum' | 'sequence-mean'; low: number; high: number },
) {
  return data.map(({ lossInputs }, row) => {
    const total = lossInputs['target_tokens']!.data.length;
    const before = total - lengths[row]!;
    const share = reduction === 'sum' ? 1 : 1 / (total * data.length);
    return now[row]!.map((logProbability, place) => {
      const ratio = Math.exp(logProbability - lossInputs['logprobs']!.data[before + place]!);
      const advantage = lossInputs['advantages']!.data[before + place]!;
      const isHeld = advantage > 0 ? ratio > high : ratio < low;
      return isHeld ? 0 : -share * ratio * advantage;
    });
  });
}

/** The rows as our own losses take them. */
const lossInput = (logProbabilities: readonly (readonly number[])[]) => ({
  logProbabilities,
  oldLogProbabilities: old,
  referenceLogProbabilities: reference,
  advantages,
  width: 8,
});

const flat = (values: readonly (readonly number[])[]) => values.flat().map((value) => Number(value.toFixed(9)) + 0);

describe.each(['sum', 'sequence-mean'] as const)('on a server of %s', (reduction) => {
  const config = { ...smallRemote, reduction };

  test.each(aggregations)(
    'the gradient is that of the objective by %s, also where the clip decides',
    async (aggregation) => {
      const settings: PolicyGradientObjective = {
        ...objective,
        aggregation,
        kl: null,
        clipLow: 0.2,
        clipHigh: 0.3,
        sumNorm: 8,
      };
      const now = numbers((row, place) => old[row]![place]! + noise(row, place, 4) / 2);
      const data = lessonData(config, rows, sharesOf(rows, settings), settings);
      const { gradient } = await surrogateLoss(lossInput(now), { ...settings, surrogate: 'vanilla' });
      expect(flat(serverGradient(data, now, { reduction, low: 0.8, high: 1.3 }))).toEqual(flat(gradient));
      expect(flat(gradient)).toContain(0);
    },
  );

  test.each(['k1', 'k2', 'k3'] as const)('a KL of the loss by %s is part of the advantages', async (estimator) => {
    const kl = { estimator, coefficient: 0.3 };
    const settings: PolicyGradientObjective = { ...objective, aggregation: 'token-mean', kl };
    const data = lessonData(config, rows, sharesOf(rows, settings), settings);
    const asked = lossInput(old);
    const [surrogate, penalty] = await Promise.all([
      surrogateLoss(asked, { ...settings, surrogate: 'vanilla' }),
      klLoss(asked, estimator),
    ]);
    const whole = surrogate.gradient.map((row, index) =>
      row.map((slope, place) => slope + kl.coefficient * penalty.gradient[index]![place]!),
    );
    expect(flat(serverGradient(data, old, { reduction, low: 0.8, high: 1.3 }))).toEqual(flat(whole));
  });
});

test('a sequence is read up to its last token, and each token is the target of the one before', () => {
  const image = { type: 'image', format: 'png', data: new Uint8Array(4), expectedTokens: 2 } as const;
  const prompt = { chunks: [image, { type: 'encoded_text', tokens: [9] } as const], tokens: [0, 0, 9] };
  const row = { ...rows[0]!, prompt, tokens: [4, 5, 1] };
  const [datum] = lessonData(smallRemote, [row], [{ share: 0.5, advantages: [1, 2, 3] }], objective);
  expect(datum).toEqual({
    input: [image, { type: 'encoded_text', tokens: [9, 4, 5] }],
    lossInputs: {
      target_tokens: { dtype: 'int64', data: [0, 9, 4, 5, 1] },
      logprobs: { dtype: 'float32', data: [0, 0, ...old[0]!] },
      advantages: { dtype: 'float32', data: [0, 0, 0.5, 1, 1.5] },
    },
  });
});

test('supervised tokens weigh alike, and prompts nothing', () => {
  const sft = { ...remoteCase.adam, kind: 'sft', cellCoefficient: 0 } as const;
  const weights = (reduction: 'sum' | 'sequence-mean') =>
    lessonData({ ...smallRemote, reduction }, rows.slice(0, 2), sharesOf(rows.slice(0, 2), sft), sft).map(
      ({ lossInputs }) => lossInputs['weights']!.data,
    );
  expect(weights('sum')).toEqual([
    [0, 0, 0.25, 0.25, 0.25],
    [0, 0, 0.25],
  ]);
  expect(weights('sequence-mean')).toEqual([
    [0, 0, 1, 1, 1],
    [0, 0, 1],
  ]);
});

test('what the protocol has no place for is named with its field', () => {
  const fits = { ...objective, klInLoss: true, epochs: 1, miniBatches: 1 };
  expect(unknownToProtocol(fits)).toEqual([]);
  const problems = unknownToProtocol({ ...fits, surrogate: 'gspo', clipDual: 3, entropyCoefficient: 0.1, epochs: 2 });
  expect(problems.map(([field]) => field)).toEqual(['surrogate', 'clipDual', 'entropyCoefficient', 'kl.place']);
});

test('the bounds of the ratio are those of the objective', () => {
  const asked = { ...objective, clipLow: 0.2, clipHigh: 0.28 };
  const config = { clip_low_threshold: 0.8, clip_high_threshold: 1.28 };
  expect(lossOf(smallRemote, asked)).toEqual({ name: 'ppo', config });
  expect(lossOf(smallRemote, { ...asked, surrogate: 'cispo' })).toEqual({ name: 'cispo', config });
  expect(lossOf({ ...smallRemote, loss: 'importance_sampling' }, asked)).toEqual({ name: 'importance_sampling' });
});
