export interface Timing {
  readonly median: number;
  readonly least: number;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

export const rounded = (value: number): number => Number(value.toPrecision(4));

export const timing = (milliseconds: readonly number[]): Timing => ({
  median: rounded(median(milliseconds)),
  least: rounded(Math.min(...milliseconds)),
});

/** Our speed over theirs: the median of what each round found, its two sides measured one after the other. */
export const speedOver = (ours: readonly number[], theirs: readonly number[]): number =>
  rounded(median(ours.map((value, round) => (theirs[round] ?? Number.NaN) / value)));
