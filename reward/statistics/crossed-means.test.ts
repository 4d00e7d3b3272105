import fc from 'fast-check';
import { expect, test } from 'vitest';

import { draws, seedFor, type Draws } from '../../transit/seed.ts';
import { crossedDifference, crossedMean, type SeedsByQuestions } from './crossed-means.ts';
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

const trials = 400;

test.each([
  [3, 0.06],
  [3, 0.01],
  [5, 0.04],
])(
  'intervals of %i seeds that deviate by %f hold the truth as often as they say, and are of use',
  (seeds, deviation) => {
    const drawn = draws(seedFor('crossed', seeds, deviation));
    let [held, heldDifference, falseAlarms, width] = [0, 0, 0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const hardness = hardnesses(drawn, 120);
      const method = { mean: 0.5, seedDeviation: deviation };
      const ours = simulated(method, seeds, hardness, drawn);
      const theirs = simulated(method, seeds, hardness, drawn);
      const { low, high } = crossedMean(ours);
      held += Number(low <= 0.5 && 0.5 <= high);
      const difference = crossedDifference(ours, theirs);
      heldDifference += Number(difference.low <= 0 && 0 <= difference.high);
      falseAlarms += Number(difference.p < 0.05);
      width += (high - low) / trials;
    }
    expect(held / trials).toBeGreaterThan(0.93);
    expect(heldDifference / trials).toBeGreaterThan(0.93);
    expect(falseAlarms / trials).toBeLessThan(0.07);
    expect(width).toBeLessThan(0.45);
  },
);

test('a true difference is found', () => {
  const drawn = draws(seedFor('crossed', 'power'));
  let found = 0;
  for (let trial = 0; trial < 50; trial++) {
    const hardness = hardnesses(drawn, 128);
    const better = simulated({ mean: 0.6, seedDeviation: 0.03 }, 3, hardness, drawn);
    const worse = simulated({ mean: 0.3, seedDeviation: 0.03 }, 3, hardness, drawn);
    found += Number(crossedDifference(better, worse).p < 0.05);
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
      const { difference, low, high, p } = crossedDifference(ours, theirs);
      const turned = crossedDifference(theirs, ours);
      expect(turned.difference).toBeCloseTo(-difference, 12);
      expect(turned.p).toBeCloseTo(p, 12);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
      const isClear = low < high && Math.abs(p - 0.05) > 1e-6;
      expect(!isClear || p < 0.05 === (low > 0 || high < 0)).toBe(true);
      expect(difference).toBeCloseTo(crossedMean(ours).mean - crossedMean(theirs).mean, 12);
    }),
  );
});

test('neither the order of seeds nor that of questions matters', () => {
  fc.assert(
    fc.property(rowsOf(3, 8), (rows) => {
      const { low, high } = crossedMean(rows);
      const turned = crossedMean(rows.toReversed().map((row) => row.toReversed()));
      expect(turned.low).toBeCloseTo(low, 12);
      expect(turned.high).toBeCloseTo(high, 12);
    }),
  );
});

test('one seed leaves the spread over questions, as the t interval of a mean has it', () => {
  const row = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1];
  const error = Math.sqrt((0.6 * 0.4 * 10) / 9 / 10);
  const { mean, low, high } = crossedMean([row]);
  expect(mean).toBeCloseTo(0.6, 12);
  expect(high - mean).toBeCloseTo(2.2621571628 * error, 8);
  expect(mean - low).toBeCloseTo(2.2621571628 * error, 8);
});
