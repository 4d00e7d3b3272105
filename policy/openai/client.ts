import pLimit, { type LimitFunction } from 'p-limit';

import { FailedTry } from '../http/failed-try.ts';
import type { Patience } from '../http/patience.ts';
import { Requests } from '../http/requests.ts';
import { chatBody, type ChatAnswer, type ChatQuestion, type ChatSampling } from './chat.ts';
import { readCompletion } from './completion.ts';
import { OpenAiError, reasonOf } from './openai-error.ts';

/** Where an OpenAI-compatible server is, and the key that it wants, where it wants one. */
export interface OpenAiServer {
  /** With its version, as the official SDKs take it: `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  readonly apiKey?: string;
  /** Requests under way at once; the others wait their turn. */
  readonly inFlight: number;
}

/** Node's fetch gives a server 300 seconds for the head of an answer: a try ends before. */
const usualPatience: Patience = { tries: 8, seconds: 280 };

/**
 * Asks an OpenAI-compatible server (https://platform.openai.com/docs/api-reference/chat) questions with pictures. What fails ends with an
 * {@link OpenAiError}, after it was tried again where that may help. `close` gives up what is under way.
 */
export class OpenAiClient {
  readonly #server: OpenAiServer;
  readonly #requests: Requests;
  readonly #limit: LimitFunction;
  readonly #abort = new AbortController();
  #ignoresN = false;

  constructor(server: OpenAiServer, patience: Patience = usualPatience) {
    this.#server = server;
    this.#limit = pLimit(server.inFlight);
    this.#requests = new Requests({
      server: `The OpenAI server at ${server.url}`,
      secret: server.apiKey,
      patience,
      signal: this.#abort.signal,
    });
  }

  /**
   * An answer for each seed. Several are asked for as `n` answers by the first seed; of a server that gives fewer, the rest is asked for one
   * by one, each by its own seed, and so is all from then on. A greedy answer is asked for once.
   */
  async answers(
    question: ChatQuestion,
    sampling: ChatSampling,
    seeds: readonly number[],
    signal?: AbortSignal,
  ): Promise<readonly ChatAnswer[]> {
    const ask = (asked: readonly number[]): Promise<readonly ChatAnswer[]> =>
      this.#ask(() => chatBody(question, sampling, asked), signal);
    if (sampling.temperature === 0) {
      const [answer] = await ask(seeds.slice(0, 1));
      return seeds.map(() => answer!);
    }
    const first = this.#ignoresN ? [] : (await ask(seeds)).slice(0, seeds.length);
    this.#ignoresN ||= first.length < seeds.length;
    const rest = await Promise.all(seeds.slice(first.length).map(async (seed) => (await ask([seed]))[0]!));
    return [...first, ...rest];
  }

  close(): void {
    this.#abort.abort(new Error('the OpenAI client is closed'));
  }

  async #ask(body: () => Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<readonly ChatAnswer[]> {
    const { url, apiKey } = this.#server;
    const path = 'chat/completions';
    const request = {
      url: `${url.replace(/\/+$/, '')}/${path}`,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    } as const;
    return this.#limit(async () => {
      signal?.throwIfAborted();
      try {
        const manner = signal ? { signal } : {};
        // Made once its turn has come: with its picture it may have megabytes.
        const { bytes } = await this.#requests.ask({ ...request, body: JSON.stringify(body()) }, manner);
        return readCompletion(bytes);
      } catch (error) {
        if (!(error instanceof FailedTry)) throw error;
        throw new OpenAiError(reasonOf(error.status), `${error.message}.`, error.status);
      }
    });
  }
}
