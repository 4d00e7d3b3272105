import { RequestError } from '../http/request-error.ts';

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

/** What an OpenAI client fails with. */
export class OpenAiError extends RequestError<OpenAiReason> {
  constructor(reason: OpenAiReason, message: string, status?: number) {
    super(kinds, reason, message, status);
    this.name = 'OpenAiError';
  }
}

const isBusy: ReadonlySet<number> = new Set([408, 425, 429, 503]);

export const reasonOf = (status: number | undefined): OpenAiReason => {
  if (status === undefined) return 'unreachable';
  if (isBusy.has(status)) return 'busy';
  return status >= 500 ? 'server' : 'refused';
};
