import fc from 'fast-check';
import { expect, test } from 'vitest';

import { crossing } from './crossing.ts';

test('a rising function is 0 where it is said to cross 0', () => {
  fc.assert(
    fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: 0, max: 4 }), (root, half) => {
      const power = 2 * half + 1;
      const rising = (at: number): number => at ** power + at - root ** power - root;
      expect(crossing(rising, -4, 5)).toBeCloseTo(root, 9);
    }),
  );
});

test('where it crosses nowhere between the ends, the end that is nearest is told', () => {
  expect(crossing((at) => at + 10, -1, 1)).toBe(-1);
  expect(crossing((at) => at - 10, -1, 1)).toBe(1);
});
