/** Estimates the seconds left from the steps seen since it was made; undefined until two were seen. */
export function paceOf(
  now: () => number = () => performance.now() / 1000,
): (done: number, steps: number) => number | undefined {
  let first: { done: number; at: number } | undefined;
  return (done, steps) => {
    first ??= { done, at: now() };
    return done > first.done ? ((now() - first.at) / (done - first.done)) * (steps - done) : undefined;
  };
}
