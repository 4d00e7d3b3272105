import { setTimeout as sleep } from 'node:timers/promises';

import { bodyOf } from './body.ts';
import { errorDetail, quoted } from './error-detail.ts';
import { FailedTry } from './failed-try.ts';
import type { Patience } from './patience.ts';
import { backOff, retryAfter } from './retry-after.ts';

export interface Request {
  readonly url: string;
  /** What is asked, for errors. */
  readonly path: string;
  readonly method: 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface Answered {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** How one request is made otherwise than the others. */
export interface Manner {
  /** Failures after which it is not tried again, though others would be. */
  readonly endsWith?: (failure: FailedTry) => boolean;
  /** Whether it goes out while new requests are held back. */
  readonly goesAhead?: boolean;
  /** Gives up this request alone. */
  readonly signal?: AbortSignal;
}

export interface RequestsSettings {
  /** Begins every error: `The Tinker server at http://127.0.0.1:8000`. */
  readonly server: string;
  /** What must be in no error, even where the server says it. */
  readonly secret?: string | undefined;
  readonly patience: Patience;
  /** Gives up all of them. */
  readonly signal: AbortSignal;
}

/**
 * Requests to one server: tried again where that may help (408, 425, 429, 5xx, no answer), after the time that it asks for or twice the time
 * of before, and held back after 429. Sent on by no redirect: headers and body are for this server. Ends with the {@link FailedTry} that was
 * the last.
 */
export class Requests {
  readonly #settings: RequestsSettings;
  #held: Promise<unknown> = Promise.resolve();

  constructor(settings: RequestsSettings) {
    this.#settings = settings;
  }

  async ask(request: Request, manner: Manner = {}): Promise<Answered> {
    const { patience, signal } = this.#settings;
    const given = manner.signal ? AbortSignal.any([signal, manner.signal]) : signal;
    for (let tries = 1; ; tries += 1) {
      if (!manner.goesAhead) await this.#held;
      try {
        return await this.#once(request, given);
      } catch (error) {
        const isLast = !(error instanceof FailedTry) || !error.mayPass || tries >= patience.tries;
        if (isLast || manner.endsWith?.(error)) throw error;
        const seconds = error.retryAfter ?? backOff(tries);
        if (error.status === 429) this.hold(seconds);
        await wait(seconds, given);
      }
    }
  }

  /** Lets no new request out for so long. */
  hold(seconds: number): void {
    this.#held = Promise.all([this.#held, this.pause(seconds)]);
    this.#held.catch(() => undefined);
  }

  /** Waits for so long, unless all is given up. */
  pause(seconds: number): Promise<void> {
    return wait(seconds, this.#settings.signal);
  }

  async #once({ url, path, method, headers, body }: Request, given: AbortSignal): Promise<Answered> {
    const { server, secret, patience } = this.#settings;
    const timeout = AbortSignal.timeout(patience.seconds * 1000);
    try {
      const signal = AbortSignal.any([timeout, given]);
      const response = await fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        signal,
        redirect: 'manual',
      });
      const bytes = await bodyOf(response);
      if (response.ok && bytes) return { contentType: response.headers.get('content-type') ?? '', bytes };
      const { status } = response;
      throw new FailedTry(`${server} answered ${path} with ${status}: ${this.#refusalIn(status, bytes)}`, {
        status,
        retryAfter: retryAfter(response.headers),
      });
    } catch (error) {
      if (error instanceof FailedTry) throw error;
      given.throwIfAborted();
      const timedOut = timeout.aborted;
      const why = timedOut ? `no answer in ${patience.seconds} seconds` : causeOf(error);
      throw new FailedTry(`${server} cannot be reached for ${path}: ${quoted(why, secret)}`, { timedOut });
    }
  }

  #refusalIn(status: number, bytes: Uint8Array | undefined): string {
    if (!bytes) return 'more than an answer can have';
    if (status >= 300 && status < 400) return 'a redirect, which is not followed: name the server by its own address';
    return errorDetail(bytes, this.#settings.secret);
  }
}

const wait = (seconds: number, signal: AbortSignal): Promise<void> => sleep(seconds * 1000, undefined, { signal });

function causeOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
