/** Adds up what the parts of steps take. */
export class StepClock<Part extends string> {
  readonly #spent = new Map<Part, number>();

  /** What `work` gives, whose time counts for a part. */
  time<Result>(part: Part, work: () => Result): Result {
    const begun = performance.now();
    const done = (): void => void this.#spent.set(part, (this.#spent.get(part) ?? 0) + performance.now() - begun);
    const result = work();
    if (result instanceof Promise) return result.finally(done) as Result;
    done();
    return result;
  }

  msAStep(steps: number): Readonly<Record<Part, number>> {
    const shares = [...this.#spent].map(([part, spent]) => [part, spent / steps] as const);
    return Object.fromEntries(shares) as Record<Part, number>;
  }
}
