import { crossing } from './crossing.ts';

/**
 * Share of Student's t distribution within -t and t, at a whole number of degrees of freedom: the finite series of
 * Abramowitz & Stegun 26.7.3 (odd) and 26.7.4 (even).
 */
export function studentWithin(t: number, degrees: number): number {
  const angle = Math.atan2(Math.abs(t), Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const square = cosine * cosine;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power < degrees - 1; power += 2) {
    term *= ((power - 1) / power) * square;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** The t that a share of the distribution lies within, from -t to t: 0.95 gives what a 95 % interval is wide. */
export function studentQuantile(share: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentWithin(high, degrees) < share) [low, high] = [high, 2 * high];
  return crossing((t) => studentWithin(t, degrees) - share, low, high);
}
