/**
 * Exponential moving average, `weight` of the past, corrected for its start as Adam's moments are, so that the first
 * points are not pulled to zero. It starts anew where `restarts` is true.
 */
export function smoothed(values: readonly number[], restarts: readonly boolean[] = [], weight = 0.85): number[] {
  let average = 0;
  let count = 0;
  return values.map((value, index) => {
    if (restarts[index] === true) [average, count] = [0, 0];
    average = weight * average + (1 - weight) * value;
    count += 1;
    return average / (1 - weight ** count);
  });
}

/** Round numbers (1, 2, 2.5 or 5 times a power of ten), two to six of them, evenly spaced, that span low to high. */
export function ticks(low: number, high: number): number[] {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = power * ([1, 2, 2.5, 5].find((factor) => span / (factor * power) <= 4) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
