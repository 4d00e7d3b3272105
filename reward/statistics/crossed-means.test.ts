import fc from 'fast-check';
import { expect, test } from 'vitest';

import { draws, seedFor, type Draws } from '../../transit/seed.ts';
import type { Interval } from './bootstrap.ts';
import { crossedDifference, crossedMean, leastP, type SeedsByQuestions } from './crossed-means.ts';
import { studentQuantile, studentWithin } from './student-t.ts';

// R: qt(0.975, c(1, 2, 3, 4, 5, 10, 30))
test.each([
  [1, 12.7062047362],
  [2, 4.3026527297],
  [3, 3.1824463053],
  [4, 2.7764451052],
  [5, 2.5705818356],
  [10, 2.228138852],
  [30, 2.0422724563],
])('at %i degrees of freedom 95 %% lie within %f', (degrees, t) => {
  expect(studentQuantile(0.95, degrees)).toBeCloseTo(t, 8);
  expect(studentWithin(t, degrees)).toBeCloseTo(0.95, 9);
});

test('many degrees of freedom are the normal distribution', () => {
  expect(studentQuantile(0.95, 100_000)).toBeCloseTo(1.959964, 4);
});

/** Normal numbers, by the sum of twelve even ones. */
const normal = (drawn: Draws): number =>
  Array.from({ length: 12 }, () => drawn.below(1_000_000) / 1_000_000).reduce((sum, each) => sum + each, -6);

interface Method {
  readonly mean: number;
  readonly seedDeviation: number;
}

/** Right and wrong answers of a method whose seeds differ, to questions that differ. */
function simulated(
  { mean, seedDeviation }: Method,
  seeds: number,
  hardness: readonly number[],
  drawn: Draws,
): SeedsByQuestions {
  return Array.from({ length: seeds }, () => {
    const shift = mean + seedDeviation * normal(drawn);
    return hardness.map((hard) => Number(drawn.below(1_000_000) / 1_000_000 < shift + hard));
  });
}

const hardnesses = (drawn: Draws, count: number): readonly number[] =>
  Array.from({ length: count }, () => (drawn.below(1_000_000) / 1_000_000 - 0.5) * 0.4);

const share = { isShare: true };
const amount = { isShare: false };
const trials = 600;
const levels = [0.05, 0.01, 0.001];

const holds = ({ low, high }: Interval, truth: number): boolean => low <= truth && truth <= high;

/** How often a mean's interval misses the truth, a difference's misses that there is none, and p is below each level. */
function missed({ mean, seedDeviation }: Method, questions: number, seedsBeside: number) {
  const drawn = draws(seedFor('crossed', mean, seedDeviation, questions, seedsBeside));
  const found = { mean: 0, difference: 0, below: levels.map(() => 0) };
  for (let trial = 0; trial < trials; trial++) {
    const hardness = hardnesses(drawn, questions);
    const ours = simulated({ mean, seedDeviation }, 3, hardness, drawn);
    // One run is a policy that no seed chose: the base policy.
    const beside = { mean, seedDeviation: seedsBeside === 1 ? 0 : seedDeviation };
    const difference = crossedDifference(ours, simulated(beside, seedsBeside, hardness, drawn), share);
    found.mean += Number(!holds(crossedMean(ours, share), mean));
    found.difference += Number(!holds(difference, 0));
    found.below = found.below.map((count, index) => count + Number(difference.p < levels[index]!));
  }
  return found;
}

test.each([
  [192, 0.08, 1],
  [480, 0.12, 1],
  [192, 0.08, 3],
  [480, 0.12, 3],
])(
  'of three seeds at %i questions that deviate by %f, beside %i runs, neither interval nor p says more than it may',
  (questions, seedDeviation, seedsBeside) => {
    const { mean, difference, below } = missed({ mean: 0.5, seedDeviation }, questions, seedsBeside);
    expect(mean).toBeLessThanOrEqual(0.05 * trials);
    expect(difference).toBe(below[0]);
    for (const [index, level] of levels.entries()) expect(below[index]).toBeLessThanOrEqual(level * trials);
  },
);

test.each([0.005, 0.02, 0.1, 0.5, 0.99])(
  'of one run at 96 questions the interval of a share of %f holds it',
  (truth) => {
    const questions = 96;
    let chance = (1 - truth) ** questions;
    let covered = 0;
    for (let right = 0; right <= questions; right++) {
      const row = Array.from({ length: questions }, (_, question) => Number(question < right));
      if (holds(crossedMean([row], share), truth)) covered += chance;
      chance *= ((questions - right) / (right + 1)) * (truth / (1 - truth));
    }
    expect(covered).toBeGreaterThan(0.94);
  },
);

const alike = (value: number, seeds: number, questions: number): SeedsByQuestions =>
  Array.from({ length: seeds }, () => Array.from({ length: questions }, () => value));

test('where all answers are alike a share has an interval all the same, within what shares can be', () => {
  const none = crossedMean(alike(0, 3, 192), share);
  expect(none).toMatchObject({ mean: 0, low: 0 });
  expect(none.high).toBeGreaterThan(0.015);
  expect(none.high).toBeLessThan(0.03);
  const all = crossedMean(alike(1, 1, 96), share);
  expect(all).toMatchObject({ mean: 1, high: 1 });
  expect(all.low).toBeLessThan(0.97);
  const same = crossedDifference(alike(1, 3, 96), alike(1, 1, 96), share);
  expect(same).toMatchObject({ difference: 0, p: 1 });
  expect(same.high).toBeGreaterThan(0.02);
  const other = crossedDifference(alike(1, 3, 96), alike(0, 1, 96), share);
  expect(other).toMatchObject({ difference: 1, high: 1 });
  expect(other.low).toBeLessThan(0.99);
  expect(other.p).toBeGreaterThan(0);
});

test('seeds that agree to the question do not make p certain', () => {
  const ours = Array.from({ length: 3 }, () => Array.from({ length: 96 }, (_, question) => Number(question < 48)));
  const { p } = crossedDifference(ours, alike(0, 1, 96), share);
  expect(p).toBeGreaterThan(1e-6);
  expect(p).toBeLessThan(0.001);
});

test('amounts that all change alike have the p of the sign test', () => {
  expect(crossedDifference(alike(0.1, 3, 6), alike(0.3, 2, 6), amount).p).toBeCloseTo(2 / 64, 12);
  expect(crossedDifference(alike(0.1, 3, 6), alike(0.1, 2, 6), amount).p).toBe(1);
  expect(crossedDifference(alike(1, 3, 200), alike(3, 2, 200), amount).p).toBe(leastP);
});

test('a true difference is found', () => {
  const drawn = draws(seedFor('crossed', 'power'));
  let found = 0;
  for (let trial = 0; trial < 50; trial++) {
    const hardness = hardnesses(drawn, 128);
    const better = simulated({ mean: 0.6, seedDeviation: 0.03 }, 3, hardness, drawn);
    const worse = simulated({ mean: 0.3, seedDeviation: 0.03 }, 3, hardness, drawn);
    found += Number(crossedDifference(better, worse, share).p < 0.05);
  }
  expect(found).toBeGreaterThan(45);
});

const rowsOf = (seeds: number, questions: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: questions, maxLength: questions }), {
    minLength: seeds,
    maxLength: seeds,
  });

test('a difference changes its sign with the sides, lies in its interval, and p tells what the interval tells', () => {
  fc.assert(
    fc.property(rowsOf(3, 12), rowsOf(2, 12), (ours, theirs) => {
      const { difference, low, high, p } = crossedDifference(ours, theirs, share);
      const turned = crossedDifference(theirs, ours, share);
      expect(turned.difference).toBeCloseTo(-difference, 12);
      expect(turned.p).toBeCloseTo(p, 12);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
      expect(low).toBeLessThan(high);
      expect(p).toBeGreaterThanOrEqual(leastP);
      expect(Math.abs(p - 0.05) < 1e-6 || p < 0.05 === (low > 0 || high < 0)).toBe(true);
      expect(difference).toBeCloseTo(crossedMean(ours, share).mean - crossedMean(theirs, share).mean, 12);
    }),
  );
});

test('neither the order of seeds nor that of questions matters', () => {
  fc.assert(
    fc.property(rowsOf(3, 8), (rows) => {
      const { low, high } = crossedMean(rows, share);
      const turned = crossedMean(
        rows.toReversed().map((row) => row.toReversed()),
        share,
      );
      expect(turned.low).toBeCloseTo(low, 12);
      expect(turned.high).toBeCloseTo(high, 12);
    }),
  );
});

test('one seed leaves the spread over questions: of amounts the t interval of a mean', () => {
  const row = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1];
  const error = Math.sqrt((0.6 * 0.4 * 10) / 9 / 10);
  const { mean, low, high } = crossedMean([row], amount);
  expect(mean).toBeCloseTo(0.6, 12);
  expect(high - mean).toBeCloseTo(2.2621571628 * error, 8);
  expect(mean - low).toBeCloseTo(2.2621571628 * error, 8);
});

// Agresti & Coull: 8 of 14, with t of 13 degrees of freedom in place of z.
test('one seed of right and wrong answers has the interval of two more of each', () => {
  const { mean, low, high } = crossedMean([[1, 0, 1, 1, 0, 1, 0, 0, 1, 1]], share);
  const half = 2.1603686565 * Math.sqrt(((8 / 14) * (6 / 14)) / 13);
  expect(mean).toBeCloseTo(0.6, 12);
  expect(low).toBeCloseTo(8 / 14 - half, 8);
  expect(high).toBeCloseTo(8 / 14 + half, 8);
});
