/** Seconds that something took, over some times that it happened. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;

/** The value below which a share of the sorted values lies, by the nearest rank. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;

/** Median, 95th percentile and maximum of seconds, to hundredths; undefined of none. */
export function spread(seconds: readonly number[]): Spread | undefined {
  if (seconds.length === 0) return undefined;
  const sorted = seconds.toSorted((a, b) => a - b);
  return {
    median: rounded(quantile(sorted, 0.5)),
    p95: rounded(quantile(sorted, 0.95)),
    max: rounded(sorted.at(-1)!),
  };
}

/** How often each name occurs. */
export function counted<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
