import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A name of a random decision, from the general to the particular: run seed, stage, step, question, ... */
export type SeedName = readonly (string | number)[];

/** The seed of a name: the first 32 bits (big-endian) of SHA-256 over its parts joined by `/`. */
export function seedFor(...parts: SeedName): number {
  return createHash('sha256').update(parts.join('/')).digest().readUInt32BE(0);
}

/** Draws in a row from one seed. Lives within one function call: what is shared or kept is the name, not the draws. */
export interface Draws {
  /** A whole number in [0, n). */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
}

export function draws(seed: number): Draws {
  const generator = xoroshiro128plus(seed);
  const below = (n: number): number => uniformInt(generator, 0, n - 1);
  return {
    below,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('cannot pick from an empty list');
      return list[below(list.length)]!;
    },
    shuffle: (list) => {
      const shuffled = [...list];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
      }
      return shuffled;
    },
  };
}
