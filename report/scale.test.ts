import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smoothed, ticks } from './scale.ts';

test.each([
  [0, 1, [0, 0.25, 0.5, 0.75, 1]],
  [0, 9.3, [0, 2.5, 5, 7.5, 10]],
  [-1, 3, [-1, 0, 1, 2, 3]],
  [0, 0, [0, 0.25]],
  [0, 0.0213, [0, 0.01, 0.02, 0.03]],
])('ticks from %f to %f', (low, high, levels) => {
  expect(ticks(low, high)).toEqual(levels);
});

test('ticks span what they are for with two to six levels', () => {
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(finite, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
      const levels = ticks(low, low + span);
      expect(levels.length).toBeGreaterThanOrEqual(2);
      expect(levels.length).toBeLessThanOrEqual(6);
      expect(levels[0]).toBeLessThanOrEqual(low + 1e-6 * span);
      expect(levels.at(-1)).toBeGreaterThanOrEqual(low + span - 1e-6 * span);
    }),
  );
});

test('the average of a constant is the constant, and it forgets at a restart', () => {
  for (const value of smoothed([3, 3, 3, 3])) expect(value).toBeCloseTo(3, 12);
  expect(smoothed([1, 1, 9, 9], [true, false, true, false])[2]).toBeCloseTo(9, 12);
  // 0.5: (0.5 * 0 + 0.5 * 2) / 0.5 = 2; (0.5 * 1 + 0.5 * 4) / 0.75
  expect(smoothed([2, 4], [], 0.5)).toEqual([2, 2.5 / 0.75]);
});
