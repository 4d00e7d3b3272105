/** A stopwatch for metrics: seconds since it was made. */
export function seconds(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
