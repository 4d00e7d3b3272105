import { isPlan } from '../transit/question.ts';
import type { Tally } from './data.ts';

/** Several tallies as one. What guessing gets is known of all where it is known of each. */
export function sumOfTallies(label: string, tallies: readonly Tally[]): Tally {
  const total = (of: (tally: Tally) => number): number => tallies.reduce((all, tally) => all + of(tally), 0);
  const counted = { label, count: total(({ count }) => count), right: total(({ right }) => right) };
  const hasConstant = tallies.every(({ constant }) => constant !== undefined);
  return hasConstant ? { ...counted, constant: total(({ constant = 0 }) => constant) } : counted;
}

/** Tallies by kind, those of dense kinds and those of plans apart. */
export function families(byKind: readonly Tally[]): {
  readonly dense: readonly Tally[];
  readonly plans: readonly Tally[];
} {
  return {
    dense: byKind.filter(({ label }) => !isPlan(label)),
    plans: byKind.filter(({ label }) => isPlan(label)),
  };
}
