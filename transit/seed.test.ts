import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draws, seedFor } from './seed.ts';

test('a seed is the first 32 bits of the digest of its name', () => {
  // printf 'run/7/batch' | sha256sum
  expect(seedFor('run', 7, 'batch').toString(16)).toBe('7dd2645d');
  expect(seedFor('run', 7, 'batch')).not.toBe(seedFor('run', 8, 'batch'));
});

test('a seed decides its draws, and draws stay in range', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 50 }), (seed, n) => {
      const [a, b] = [draws(seed), draws(seed)];
      const value = a.below(n);
      expect(value).toBe(b.below(n));
      expect(value >= 0 && value < n).toBe(true);
      const list = Array.from({ length: n }, (_, i) => i);
      expect(a.shuffle(list)).toEqual(b.shuffle(list));
      expect([...a.shuffle(list)].sort((x, y) => x - y)).toEqual(list);
      expect(list).toContain(a.pick(list));
    }),
  );
});

test('there is nothing to pick from an empty list', () => {
  expect(() => draws(1).pick([])).toThrow('empty');
});
