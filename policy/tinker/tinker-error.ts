import { RequestError } from '../http/request-error.ts';

/**
 * Why a request to a Tinker server came to nothing, and whether the very same request may succeed later (`transient`) or must first be made
 * another one (`permanent`).
 */
const kinds = {
  /** No answer came. */
  unreachable: 'transient',
  /** 429 or 503: it has too much to do. */
  busy: 'transient',
  /** Any other 5xx. */
  server: 'transient',
  /** 425: what is asked for is still being written. */
  pending: 'transient',
  /** The request was taken on, and then failed. */
  failed: 'transient',
  /** 404: it knows no such session, model, checkpoint or result. */
  gone: 'permanent',
  /** 410: the result was there and is kept no longer. */
  expired: 'permanent',
  /** 409: the number of the request was used for another one, or the checkpoint's name is taken. */
  conflict: 'permanent',
  /** Any other 4xx: the request is not as it must be, or the key is wrong. */
  refused: 'permanent',
  /** The answer is none of the protocol. */
  unreadable: 'permanent',
} as const;

export type TinkerReason = keyof typeof kinds;

/** What a Tinker client fails with. The policy over it makes a `PolicyError` of it, which activities know. */
export class TinkerError extends RequestError<TinkerReason> {
  constructor(reason: TinkerReason, message: string, status?: number) {
    super(kinds, reason, message, status);
    this.name = 'TinkerError';
  }
}

const reasonOfStatus: Readonly<Record<number, TinkerReason>> = {
  404: 'gone',
  408: 'pending',
  409: 'conflict',
  410: 'expired',
  425: 'pending',
  429: 'busy',
  503: 'busy',
};

export const reasonOf = (status: number): TinkerReason =>
  reasonOfStatus[status] ?? (status >= 500 ? 'server' : 'refused');
