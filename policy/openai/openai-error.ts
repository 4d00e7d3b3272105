/** Why a question to an OpenAI-compatible server came to nothing, and whether the very same may be answered later (`transient`) or not. */
const kinds = {
  /** No answer came. */
  unreachable: 'transient',
  /** 408, 425, 429 or 503: it has too much to do. */
  busy: 'transient',
  /** Any other 5xx, or an answer that it broke off itself. */
  server: 'transient',
  /** Any other 4xx: the question is not as it must be, there is no such model, or the key is wrong. */
  refused: 'permanent',
  /** What came is no chat completion. */
  unreadable: 'permanent',
} as const;

export type OpenAiReason = keyof typeof kinds;
export type OpenAiErrorKind = (typeof kinds)[OpenAiReason];

/** One sentence about a question that came to nothing. The API key is never part of it. */
export class OpenAiError extends Error {
  readonly reason: OpenAiReason;
  readonly kind: OpenAiErrorKind;
  /** Of HTTP, where an answer came. */
  readonly status: number | undefined;

  constructor(reason: OpenAiReason, message: string, status?: number) {
    super(message);
    this.name = 'OpenAiError';
    this.reason = reason;
    this.kind = kinds[reason];
    this.status = status;
  }
}

const isBusy: ReadonlySet<number> = new Set([408, 425, 429, 503]);

export const reasonOf = (status: number | undefined): OpenAiReason => {
  if (status === undefined) return 'unreachable';
  if (isBusy.has(status)) return 'busy';
  return status >= 500 ? 'server' : 'refused';
};
