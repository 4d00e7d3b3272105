/** A share as whole percent. */
export function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** A share as percent, in tenths. */
export function percentInTenths(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** A change of a share, which no line break parts. */
export function fromTo(before: number, after: number): string {
  return `${percent(before)}\u00a0→\u00a0${percent(after)}`;
}

/** A number with its sign, a true minus included, so that columns align. */
export function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** At most two decimals. */
export function points(value: number): string {
  return String(Number(value.toFixed(2))).replace('-', '−');
}
