const mostSteps = 200;
/** Relative: steps that are shorter change nothing that counts. */
const shortest = 1e-13;

/**
 * Where a rising function crosses 0 between `low` and `high`, or the end that is nearest to it: false position, in which an end that
 * stays twice counts half (the Illinois method, Dowell & Jarratt 1971).
 */
export function crossing(rising: (at: number) => number, low: number, high: number): number {
  let left = { at: low, value: rising(low), weight: 1 };
  let right = { at: high, value: rising(high), weight: 1 };
  if (left.value >= 0) return low;
  if (right.value <= 0) return high;
  let last = low;
  for (let step = 0; step < mostSteps; step++) {
    const [below, above] = [left.value * left.weight, right.value * right.weight];
    const at = (left.at * above - right.at * below) / (above - below);
    const value = rising(at);
    if (value === 0 || Math.abs(at - last) <= shortest * Math.abs(at)) return at;
    const isLeft = value < 0;
    const [moved, stays] = isLeft ? [left, right] : [right, left];
    const kept = { ...stays, weight: last === moved.at && step > 0 ? stays.weight / 2 : stays.weight };
    const found = { at, value, weight: 1 };
    [left, right] = isLeft ? [found, kept] : [kept, found];
    last = at;
  }
  return last;
}
