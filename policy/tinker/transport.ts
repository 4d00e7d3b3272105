import { setTimeout as sleep } from 'node:timers/promises';

import { backOff, retryAfter } from './retry-after.ts';
import { reasonOf, TinkerError } from './tinker-error.ts';

/** Where a Tinker server is, and the key that it wants, where it wants one. */
export interface TinkerServer {
  /** Without `/api/v1`: `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly apiKey?: string;
}

export interface Patience {
  /** Tries of a request before it is given up, with waits of half a second, doubled up to 30, in between: 8 are a minute. */
  readonly tries: number;
  /** Seconds that one try may last. */
  readonly seconds: number;
}

export const usualPatience: Patience = { tries: 8, seconds: 45 };

export type Body =
  { readonly json: Readonly<Record<string, unknown>> } | { readonly protobuf: Uint8Array<ArrayBuffer> };

export interface Reply {
  readonly isProtobuf: boolean;
  readonly bytes: Uint8Array;
}

const protobufType = 'application/x-protobuf';
/** Statuses of failures that may pass by themselves. */
const passing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;
const longestDetail = 300;

/** Requests to one server: tried again where that may help, held back where the server asks for it. Ends with a {@link TinkerError}. */
export class Transport {
  readonly #server: TinkerServer;
  readonly #patience: Patience;
  readonly #signal: AbortSignal;
  #held: Promise<unknown> = Promise.resolve();

  constructor(server: TinkerServer, patience: Patience, signal: AbortSignal) {
    this.#server = server;
    this.#patience = patience;
    this.#signal = signal;
  }

  /** `key` is the same for all tries, so that a server that heeds it does the work once. */
  post(path: string, body: Body, key?: string): Promise<Reply> {
    return this.#tried(path, body, key);
  }

  async delete(path: string): Promise<void> {
    await this.#tried(path);
  }

  async #tried(path: string, body?: Body, key?: string): Promise<Reply> {
    for (let tries = 1; ; tries += 1) {
      await this.#held;
      try {
        return await this.#once(path, body, key);
      } catch (error) {
        if (!(error instanceof Failure) || !error.mayPass || tries >= this.#patience.tries) throw told(error);
        await this.#afterwards(error, tries);
      }
    }
  }

  /**
   * Asks for what may take its time: undefined where it is not there yet, as 408 and silence say. What `post` would try again is tried
   * again here; 400 tells of work that failed.
   */
  async poll(path: string, body: Body): Promise<Reply | undefined> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(path, body);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.status === 408 || error.timedOut) return undefined;
        if (error.status === 400)
          throw new TinkerError(notLoaded(error.message) ? 'gone' : 'failed', `${error.message}.`, 400);
        if (!error.mayPass || tries >= this.#patience.tries) throw told(error);
        await this.#afterwards(error, tries);
      }
    }
  }

  /** Lets no new request out for so long. */
  hold(seconds: number): void {
    this.#held = Promise.all([this.#held, this.#wait(seconds)]);
    this.#held.catch(() => undefined);
  }

  #afterwards({ status, retryAfter }: Failure, tries: number): Promise<void> {
    const seconds = retryAfter ?? backOff(tries);
    if (status === 429) this.hold(seconds);
    return this.#wait(seconds);
  }

  #wait(seconds: number): Promise<void> {
    return sleep(seconds * 1000, undefined, { signal: this.#signal });
  }

  async #once(path: string, body?: Body, key?: string): Promise<Reply> {
    const isProtobuf = body !== undefined && 'protobuf' in body;
    const timeout = AbortSignal.timeout(this.#patience.seconds * 1000);
    const where = `The Tinker server at ${this.#server.url}`;
    try {
      const response = await fetch(`${this.#server.url.replace(/\/+$/, '')}/api/v1/${path}`, {
        method: body ? 'POST' : 'DELETE',
        headers: {
          ...(body && { 'content-type': isProtobuf ? protobufType : 'application/json' }),
          accept: `${protobufType}, application/json`,
          ...(this.#server.apiKey && { 'x-api-key': this.#server.apiKey }),
          ...(key && { 'x-idempotency-key': key }),
        },
        ...(body && { body: 'protobuf' in body ? body.protobuf : JSON.stringify(body.json) }),
        signal: AbortSignal.any([timeout, this.#signal]),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const contentType = response.headers.get('content-type') ?? '';
      if (response.ok) return { isProtobuf: contentType.includes(protobufType), bytes };
      throw new Failure(
        `${where} answered ${path} with ${response.status}: ${detailOf(bytes)}`,
        response.status,
        retryAfter(response.headers),
      );
    } catch (error) {
      if (error instanceof Failure) throw error;
      this.#signal.throwIfAborted();
      const why = timeout.aborted ? `no answer in ${this.#patience.seconds} seconds` : causeOf(error);
      throw new Failure(`${where} cannot be reached for ${path}: ${why}`, undefined, undefined, timeout.aborted);
    }
  }
}

/** One try that failed. */
class Failure extends Error {
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly timedOut: boolean;

  constructor(message: string, status: number | undefined, seconds: number | undefined, timedOut = false) {
    super(message);
    this.status = status;
    this.retryAfter = seconds;
    this.timedOut = timedOut;
  }

  get mayPass(): boolean {
    return this.status === undefined || passing(this.status);
  }
}

function told(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const { status, message } = error;
  const reason = status === undefined ? 'unreachable' : notLoaded(message) ? 'gone' : reasonOf(status);
  return new TinkerError(reason, `${message}.`, status);
}

/** SkyRL tells of a model that was lost with its engine as of any failed request. */
const notLoaded = (message: string): boolean => /model \S+ not loaded/i.test(message);

/** FastAPI's `detail`, else the beginning of whatever came. */
function detailOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8').trim();
  try {
    const { detail, error } = JSON.parse(text) as { detail?: unknown; error?: unknown };
    const said = detail ?? error;
    if (said !== undefined) return (typeof said === 'string' ? said : JSON.stringify(said)).slice(0, longestDetail);
  } catch {
    // said below as it is
  }
  return text.slice(0, longestDetail) || 'nothing more';
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
