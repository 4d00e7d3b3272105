import { expect, test } from 'vitest';

import { growthOf } from './memory.ts';

const alongSteps = (values: readonly number[]): Record<number, number> =>
  Object.fromEntries(values.map((value, index) => [10 * (index + 1), value]));

test('memory that a process takes while it warms up is no growth', () => {
  expect(growthOf(alongSteps([100, 150, 200, 200, 200, 200, 200, 200, 200, 200]))).toBe(0);
});

test('what goes on growing is told as a share of what was there after the warm-up', () => {
  expect(growthOf(alongSteps([100, 100, 100, 100, 110, 120, 130, 140, 150, 150]))).toBe(0.5);
});
