/** One line of the account of a reward: points given, taken or (0) withheld, before any weight. */
export interface Reason {
  readonly part: 'accuracy' | 'detail' | 'format';
  readonly points: number;
  readonly why: string;
}

/** Points that all lines of one part come to. */
export function sumOfPoints(reasons: readonly Reason[]): number {
  return reasons.reduce((sum, { points }) => sum + points, 0);
}
