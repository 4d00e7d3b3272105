import type { Band } from './types.ts';

/** A run's curve: places from left to right, and what was there. */
export interface Trace {
  readonly seconds: readonly number[];
  readonly values: readonly number[];
}

const places = 60;

/** A trace between its points, straight from one to the next. */
function valueAt({ seconds, values }: Trace, place: number): number {
  const after = seconds.findIndex((each) => each >= place);
  if (after <= 0) return (after < 0 ? values.at(-1) : values[0]) ?? 0;
  const [left, right] = [seconds[after - 1]!, seconds[after]!];
  const part = right === left ? 1 : (place - left) / (right - left);
  return values[after - 1]! + part * (values[after]! - values[after - 1]!);
}

/**
 * The curves of several seeds as one: their mean and the lowest and highest of them, from the first point of any to the last that
 * all of them reach; before its first point a seed counts with that. Undefined where there is nothing.
 */
export function seedBand(traces: readonly Trace[]): Band | undefined {
  const whole = traces.filter(({ seconds }) => seconds.length > 0);
  if (whole.length === 0) return undefined;
  const first = Math.min(...whole.map(({ seconds }) => seconds[0]!));
  const last = Math.min(...whole.map(({ seconds }) => seconds.at(-1)!));
  const seconds = Array.from({ length: places }, (_, place) => first + ((last - first) * place) / (places - 1));
  const at = seconds.map((place) => whole.map((trace) => valueAt(trace, place)));
  return {
    seconds,
    mean: at.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    low: at.map((values) => Math.min(...values)),
    high: at.map((values) => Math.max(...values)),
  };
}
