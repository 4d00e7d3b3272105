import { quoted } from '../http/error-detail.ts';
import { FailedTry } from '../http/failed-try.ts';
import type { Patience } from '../http/patience.ts';
import { Requests, type Answered, type Request } from '../http/requests.ts';
import { reasonOf, TinkerError } from './tinker-error.ts';

/** Where a Tinker server is, and the key that it wants, where it wants one. */
export interface TinkerServer {
  /** Without `/api/v1`: `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly apiKey?: string;
}

export const usualPatience: Patience = { tries: 8, seconds: 45 };

export type Body =
  { readonly json: Readonly<Record<string, unknown>> } | { readonly protobuf: Uint8Array<ArrayBuffer> };

export interface Reply {
  readonly isProtobuf: boolean;
  readonly bytes: Uint8Array;
}

const protobufType = 'application/x-protobuf';

/** Requests to one Tinker server. Ends with a {@link TinkerError}. */
export class Transport {
  readonly #server: TinkerServer;
  readonly #requests: Requests;

  constructor(server: TinkerServer, patience: Patience, signal: AbortSignal) {
    this.#server = server;
    const named = `The Tinker server at ${server.url}`;
    this.#requests = new Requests({ server: named, secret: server.apiKey, patience, signal });
  }

  /** `key` is the same for all tries, so that a server that heeds it does the work once. */
  async post(path: string, body: Body, key?: string): Promise<Reply> {
    return replyOf(await this.#requests.ask(this.#request(path, body, key)).catch(tell));
  }

  async delete(path: string): Promise<void> {
    await this.#requests.ask(this.#request(path)).catch(tell);
  }

  /**
   * Asks for what may take its time: undefined where it is not there yet, as 408 and silence say. What `post` would try again is tried
   * again here; 400 tells of work that failed.
   */
  async poll(path: string, body: Body): Promise<Reply | undefined> {
    try {
      return replyOf(await this.#requests.ask(this.#request(path, body), { endsWith: isNotYet, goesAhead: true }));
    } catch (error) {
      if (!(error instanceof FailedTry)) throw error;
      if (isNotYet(error)) return undefined;
      if (error.status === 400)
        throw new TinkerError(notLoaded(error.message) ? 'gone' : 'failed', `${error.message}.`, 400);
      return tell(error);
    }
  }

  /** Lets no new request out for so long. */
  hold(seconds: number): void {
    this.#requests.hold(seconds);
  }

  /** Waits for so long, unless all is given up. */
  pause(seconds: number): Promise<void> {
    return this.#requests.pause(seconds);
  }

  /** What the server said, for a sentence of ours. */
  quoted(said: string): string {
    return quoted(said, this.#server.apiKey);
  }

  #request(path: string, body?: Body, key?: string): Request {
    const { url, apiKey } = this.#server;
    const isProtobuf = body !== undefined && 'protobuf' in body;
    return {
      url: `${url.replace(/\/+$/, '')}/api/v1/${path}`,
      path,
      method: body ? 'POST' : 'DELETE',
      headers: {
        ...(body && { 'content-type': isProtobuf ? protobufType : 'application/json' }),
        accept: `${protobufType}, application/json`,
        ...(apiKey && { 'x-api-key': apiKey }),
        ...(key && { 'x-idempotency-key': key }),
      },
      ...(body && { body: 'protobuf' in body ? body.protobuf : JSON.stringify(body.json) }),
    };
  }
}

const replyOf = ({ contentType, bytes }: Answered): Reply => ({
  isProtobuf: contentType.includes(protobufType),
  bytes,
});

const isNotYet = ({ status, timedOut }: FailedTry): boolean => status === 408 || timedOut;

function tell(error: unknown): never {
  if (!(error instanceof FailedTry)) throw error;
  const { status, message } = error;
  const reason = status === undefined ? 'unreachable' : notLoaded(message) ? 'gone' : reasonOf(status);
  throw new TinkerError(reason, `${message}.`, status);
}

/** SkyRL tells of a model that was lost with its engine as of any failed request. */
const notLoaded = (message: string): boolean => /model \S+ not loaded/i.test(message);
