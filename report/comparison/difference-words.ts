import type { DifferenceRow } from './types.ts';

/** What differences of a measure are counted in: points of a share, or the mean reward itself. */
interface Unit {
  readonly scale: number;
  readonly digits: number;
}

const points: Unit = { scale: 100, digits: 1 };
const reward: Unit = { scale: 1, digits: 2 };

/** A row of a table of differences in words. */
export interface DifferenceWords {
  readonly difference: string;
  readonly interval: string;
  readonly p: string;
}

/** With a sign, unless it is 0 by the digits that are shown. */
function signed(value: number, { scale, digits }: Unit, minus: string): string {
  const size = Math.abs(scale * value).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${value < 0 ? minus : '+'}${size}`;
}

/** What page and terminal say of a difference alike; `minus` is the sign that the place has for less than 0. */
export function differenceWords({ measure, difference, low, high, p }: DifferenceRow, minus: string): DifferenceWords {
  const unit = measure === 'reward' ? reward : points;
  return {
    difference: signed(difference, unit, minus),
    interval: `${signed(low, unit, minus)} to ${signed(high, unit, minus)}`,
    p: p < 0.001 ? '< 0.001' : p.toFixed(3),
  };
}
