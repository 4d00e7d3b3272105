/** A share of right answers with its 95 % interval; mean, low and high lie in [0, 1]. */
export interface Proportion {
  readonly right: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution. */
export const normalQuantile = 1.959963984540054;

/**
 * Wilson's score interval (Wilson 1927, eq. 1) without continuity correction: unlike mean ± 1.96 standard errors it
 * stays in [0, 1] and has a width where none or all are right. Weighted answers count as many as their effective number. No questions at all: a mean of 0 and all of [0, 1].
 */
export function wilson(right: number, count: number): Proportion {
  if (!(Number.isFinite(count) && right >= 0 && right <= count))
    throw new Error(`An interval needs 0 <= right <= count (got ${right} of ${count})`);
  if (count === 0) return { right, mean: 0, low: 0, high: 1 };
  const mean = right / count;
  const z = normalQuantile;
  const spread = z ** 2 / count;
  const centre = (mean + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((mean * (1 - mean)) / count + spread / (4 * count))) / (1 + spread);
  return {
    right,
    mean,
    low: right === 0 ? 0 : centre - half,
    high: right === count ? 1 : centre + half,
  };
}

export type Change = 'better' | 'worse' | 'unsettled';

/** A change is settled where the two intervals do not overlap: a careful rule, stricter than a test at 5 %. */
export function changeOf(before: Proportion, after: Proportion | undefined): Change {
  if (after === undefined) return 'unsettled';
  if (after.low > before.high) return 'better';
  return after.high < before.low ? 'worse' : 'unsettled';
}
