/** What is known of an interval before anything is measured. */
interface Bounds {
  /** Where values end. */
  readonly ends: readonly [number, number];
  /** Questions that are counted with those asked, to find the interval. */
  readonly added: readonly number[];
}

export interface MeasureScale {
  readonly mean: Bounds;
  readonly difference: Bounds;
  /** By how much one answer to a question changes, at the least; 0 where that is not known. */
  readonly step: number;
}

const unbounded: Bounds = { ends: [-Infinity, Infinity], added: [] };

/**
 * Shares count two right and two wrong answers more (Agresti & Coull 1998), differences of shares a question won and one lost more
 * (Bonett & Price 2012): unlike the plain t interval theirs has a width where all answers are alike, and holds the truth near 0 and
 * 1 as well. Amounts, such as a mean reward, are taken as they are.
 */
export const measureScales = {
  share: {
    mean: { ends: [0, 1], added: [1, 1, 0, 0] },
    difference: { ends: [-1, 1], added: [1, -1] },
    step: 1,
  },
  amount: { mean: unbounded, difference: unbounded, step: 0 },
} as const satisfies Readonly<Record<string, MeasureScale>>;
