import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from 'node:stream/consumers';

import { forms, type Asked, type FormName, type Written } from './forms.ts';

/** How a request is answered in place of what it asks for. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** An answer of status 200 that is this text. */
  | { readonly text: string }
  /** The work is done and the connection closed before the answer. */
  | 'lost answer'
  /** Nothing comes. */
  | 'silence';

export interface ChatRequest extends Asked {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly [field: string]: unknown;
}

export interface DoubleSettings {
  readonly form?: FormName;
  /** Tokens that it says to have read, undefined where it says nothing of tokens; 7 where this is not stated. */
  readonly prompt?: (request: ChatRequest) => number | undefined;
  /** What its model writes; two pieces that name the seed where nothing is said. */
  readonly write?: (request: ChatRequest, seed: number) => Written;
  /** Milliseconds that an answer takes. */
  readonly takes?: number;
}

export interface OpenAiDouble {
  /** With `/v1`. */
  readonly url: string;
  /** Bodies of the requests that came, in order. */
  readonly requests: readonly ChatRequest[];
  /** Authorizations that came with them. */
  readonly keys: readonly (string | undefined)[];
  /** The most that were under way at once. */
  readonly mostAtOnce: () => number;
  /** The next requests fail so, one after the other. */
  readonly fail: (...faults: readonly Fault[]) => void;
  readonly close: () => Promise<void>;
}

const seedWritten = (_: ChatRequest, seed: number): Written => ({
  pieces: ['seed ', `${seed}`],
  logProbabilities: [-0.5, -seed / 10],
  end: 'stop',
});

/** An OpenAI-compatible server for tests, with the answers of vLLM, SGLang or `transformers serve` and faults on demand. */
export async function openAiDouble(settings: DoubleSettings = {}): Promise<OpenAiDouble> {
  const { form = 'vllm', prompt = () => 7, write = seedWritten, takes = 0 } = settings;
  const requests: ChatRequest[] = [];
  const keys: (string | undefined)[] = [];
  const faults: Fault[] = [];
  let atOnce = 0;
  let most = 0;

  function answerTo(request: ChatRequest): unknown {
    const written = Array.from({ length: request.n ?? 1 }, (_, place) => write(request, (request.seed ?? 0) + place));
    return forms[form](request, written, { prompt: prompt(request) });
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = (await json(incoming)) as ChatRequest;
    requests.push(request);
    keys.push(incoming.headers.authorization);
    const fault = faults.shift();
    if (fault === 'silence') return;
    atOnce += 1;
    most = Math.max(most, atOnce);
    await sleep(takes);
    atOnce -= 1;
    const type = { 'content-type': 'application/json' };
    if (fault === 'lost answer') response.destroy();
    else if (fault && 'text' in fault) response.writeHead(200, type).end(fault.text);
    else if (fault)
      response
        .writeHead(fault.status, { ...type, ...fault.headers })
        .end(JSON.stringify(fault.body ?? { error: { message: 'so it was asked', type: 'test', code: fault.status } }));
    else if (incoming.url !== '/v1/chat/completions') response.writeHead(404).end('{"detail":"Not Found"}');
    else response.writeHead(200, type).end(JSON.stringify(answerTo(request)));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    keys,
    mostAtOnce: () => most,
    fail: (...next) => void faults.push(...next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
