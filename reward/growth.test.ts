import { expect, test } from 'vitest';
import { growth, mostGrowth } from './growth.ts';

/** Work of so many additions. */
const additions = (count: number) => () => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += i % 7;
  return sum;
};

test('linear work grows by less than the bound, quadratic work by more', () => {
  expect(growth(1_000_000, additions)).toBeLessThan(mostGrowth);
  expect(growth(2_000, (size) => additions(size * size))).toBeGreaterThan(mostGrowth);
});
