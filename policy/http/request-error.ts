/** Whether the very same request may succeed later, or must first be made another one. */
export type FailureKind = 'transient' | 'permanent';

/** One sentence about a request that came to nothing: `kinds` has a kind for each reason. The API key is never part of it. */
export abstract class RequestError<Reason extends string> extends Error {
  readonly reason: Reason;
  readonly kind: FailureKind;
  /** Of HTTP, where an answer came. */
  readonly status: number | undefined;

  constructor(
    kinds: Readonly<Record<Reason, FailureKind>>,
    reason: Reason,
    message: string,
    status: number | undefined,
  ) {
    super(message);
    this.reason = reason;
    this.kind = kinds[reason];
    this.status = status;
  }
}
