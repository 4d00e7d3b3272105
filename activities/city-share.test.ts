import fc from 'fast-check';
import { expect, test } from 'vitest';

import { wilson } from '../report/wilson.ts';
import { draws, seedFor } from '../transit/seed.ts';
import { cityShare } from './city-share.ts';
import type { Tally } from './data.ts';

const cities = (...rights: readonly number[]): readonly Tally[] =>
  rights.map((right, index) => ({ label: `city ${index}`, count: 28, right }));
const width = ({ low, high }: { readonly low: number; readonly high: number }): number => high - low;

test('the interval is never narrower than over questions, holds the share, and is wider where cities differ', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 28 }), { minLength: 1, maxLength: 13 }), (rights) => {
      const right = rights.reduce((sum, each) => sum + each, 0);
      const plain = wilson(right, 28 * rights.length);
      const share = cityShare(cities(...rights));
      expect(share).toMatchObject({ right });
      expect(share.mean).toBeCloseTo(plain.mean, 12);
      expect(width(share)).toBeGreaterThanOrEqual(width(plain) - 1e-12);
      expect(share.low).toBeLessThanOrEqual(share.mean + 1e-12);
      expect(share.high).toBeGreaterThanOrEqual(share.mean - 1e-12);
    }),
  );
  expect(width(cityShare(cities(28, 0, 28, 0)))).toBeGreaterThan(3 * width(cityShare(cities(14, 13, 15, 14))));
});

test('one city, equal cities and none are counted by questions', () => {
  for (const each of [cities(9), cities(9, 9, 9), cities(0, 0), []])
    expect(cityShare(each)).toEqual(
      wilson(
        each.reduce((sum, { right }) => sum + right, 0),
        28 * each.length,
      ),
    );
});

test('where cities differ the interval holds the truth as often as it says, and that over questions does not', () => {
  const drawn = draws(seedFor('city share'));
  const even = (): number => drawn.below(1_000_000) / 1_000_000;
  const trials = 1000;
  let [held, heldPlain] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const rights = Array.from({ length: 13 }, () => {
      const chance = 0.35 + 0.5 * even();
      return Array.from({ length: 28 }, even).filter((one) => one < chance).length;
    });
    const holds = ({ low, high }: { readonly low: number; readonly high: number }): number =>
      Number(low <= 0.6 && 0.6 <= high);
    held += holds(cityShare(cities(...rights)));
    heldPlain += holds(
      wilson(
        rights.reduce((sum, right) => sum + right, 0),
        28 * 13,
      ),
    );
  }
  expect(held / trials).toBeGreaterThan(0.935);
  expect(heldPlain / trials).toBeLessThan(0.85);
});
