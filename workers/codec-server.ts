import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';

/** Whom a codec server serves. */
export interface CodecServing {
  readonly codec: PayloadCodec;
  /** Pages that may ask: of Temporal's UI. A request that names no page, as that of the command line, is none of them. */
  readonly origins: readonly string[];
  /** Names by which the server is asked, where another would be a page's trick to pass as this machine; undefined for any. */
  readonly hosts: readonly string[] | undefined;
  /** What whoever asks must show as a bearer; undefined for nothing. */
  readonly token: string | undefined;
}

const mostBytes = 16 * 2 ** 20;
const works = { '/encode': 'encode', '/decode': 'decode' } as const;
/** What the UI's pages send: the last two where it is told to pass on its user's token. */
const allowed = {
  methods: 'POST',
  headers: 'content-type, x-namespace, authorization, authorization-extras',
} as const;

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
/** Whoever has no payloads, as the command line of a query without arguments, says nothing of them. */
const body = z.strictObject({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).optional(), data: base64.optional() }))
    .default([]),
});

/** An answer that ends the request: its status and a sentence. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Answers `/encode` and `/decode` as Temporal's UI and command line ask them (JSON of `Payloads`), to the pages it is told of and to
 * nobody else's. Keeps nothing and logs nothing.
 */
export function codecListener(serving: CodecServing): RequestListener {
  return (request, answer) => {
    void handle(request, answer, serving).catch((error: unknown) => {
      const { status = 400, message } = error as Partial<Refusal> & Error;
      // What is left of the request is not waited for.
      answer.shouldKeepAlive = false;
      send(answer, status, { error: message });
    });
  };
}

async function handle(request: IncomingMessage, answer: ServerResponse, serving: CodecServing): Promise<void> {
  const { origin, host = '' } = request.headers;
  if (serving.hosts?.includes(nameIn(host)) === false) throw new Refusal(403, 'this server is not asked by that name');
  if (origin !== undefined) {
    if (!serving.origins.includes(origin)) throw new Refusal(403, `pages of ${origin.slice(0, 200)} may not ask here`);
    answer.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin');
  }
  if (request.method === 'OPTIONS') {
    answer.setHeader('access-control-allow-methods', allowed.methods);
    answer.setHeader('access-control-allow-headers', allowed.headers);
    return void answer.writeHead(204).end();
  }
  if (!isBearer(request.headers.authorization, serving.token))
    throw new Refusal(401, 'the bearer token is missing or wrong');
  const path = new URL(request.url ?? '', 'http://codec').pathname;
  const work = works[path as keyof typeof works];
  if (request.method !== 'POST' || !work) throw new Refusal(404, 'POST /encode and POST /decode are served');
  const payloads = payloadsIn(await bytesOf(request));
  send(answer, 200, { payloads: (await serving.codec[work](payloads)).map(asJson) });
}

/** The name in a Host header, without its port. */
const nameIn = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

function isBearer(shown: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown ?? ''), digest(`Bearer ${token}`));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  async function* bounded(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > mostBytes) throw new Refusal(413, `at most ${mostBytes} bytes are taken at once`);
      yield part;
    }
  }
  return buffer(bounded());
}

function payloadsIn(content: Buffer): Payload[] {
  try {
    return body
      .parse(JSON.parse(content.toString('utf8')))
      .payloads.map(({ metadata = {}, data }) => ({ metadata, data: data ?? null }));
  } catch {
    // The parser's message would show a piece of the payloads.
    throw new Refusal(400, 'the body must be {"payloads": [{"metadata": {<name>: <base64>}, "data": <base64>}]}');
  }
}

const asJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});

function send(answer: ServerResponse, status: number, value: unknown): void {
  answer.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store');
  answer.writeHead(status).end(JSON.stringify(value));
}
