import { expect, test } from 'vitest';
import { mean, roundAsPython, weightedMean } from './means.ts';

// python: round(0.03125, 4), round(0.09375, 4), round(302.375, 2), round(2.675, 2), round(0.5, 0), round(1/3, 4)
test.each([
  [0.03125, 4, 0.0312],
  [0.09375, 4, 0.0938],
  [302.375, 2, 302.38],
  [302.365, 2, 302.37],
  [2.675, 2, 2.67],
  [0.5, 0, 0],
  [1 / 3, 4, 0.3333],
  [12, 4, 12],
  [-0.03125, 4, -0.0312],
])('%d to %i decimals is %d', (value, digits, expected) => {
  expect(roundAsPython(value, digits)).toBe(expected);
});

test('means, and nothing to take one of', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(weightedMean([1, 0], [3, 1])).toBe(0.75);
  expect(mean([])).toBe(0);
});
