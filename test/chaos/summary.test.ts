import { expect, test } from 'vitest';

import { counted, spread } from './summary.ts';

test('a spread is of the values themselves, by the nearest rank', () => {
  const seconds = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(spread(seconds)).toEqual({ median: 50, p95: 95, max: 100 });
  expect(spread([2.006, 1, 3])).toEqual({ median: 2.01, p95: 3, max: 3 });
  expect(spread([])).toBeUndefined();
});

test('names are counted', () => {
  expect(counted(['a', 'b', 'a'])).toEqual({ a: 2, b: 1 });
});
