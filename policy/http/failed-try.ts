/** One try of a request that failed: no answer came, or one that is no success. */
export class FailedTry extends Error {
  /** Of HTTP; undefined where no answer came. */
  readonly status: number | undefined;
  /** Seconds that the answer asks to wait. */
  readonly retryAfter: number | undefined;
  readonly timedOut: boolean;

  constructor(message: string, told: { status?: number; retryAfter?: number | undefined; timedOut?: boolean } = {}) {
    super(message);
    this.status = told.status;
    this.retryAfter = told.retryAfter;
    this.timedOut = told.timedOut ?? false;
  }

  /** Whether the very same request may succeed later. */
  get mayPass(): boolean {
    return this.status === undefined || [408, 425, 429].includes(this.status) || this.status >= 500;
  }
}
