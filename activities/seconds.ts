/** A stopwatch for metrics: seconds since it was made, to a millisecond. */
export function seconds(): () => number {
  const start = performance.now();
  return () => Math.round(performance.now() - start) / 1000;
}
