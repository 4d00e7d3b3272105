import type { IncomingMessage } from 'node:http';
import { Transform, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Exchange } from './store-proxy.ts';

/** What a proxy does with a request. */
export type Treatment = (exchange: Exchange) => void;

const isPut = ({ method }: IncomingMessage): boolean => method === 'PUT';
const isRead = ({ method, url = '' }: IncomingMessage): boolean => method === 'GET' && !url.includes('?');

/** Passes a request on and its answer back, each by way of something that may change its pace or its end. */
function relay({ request, response, forward }: Exchange, there: () => Writable[], back: () => Writable[]): void {
  const upstream = forward();
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders as never);
    piped(answer, [...back(), response]);
  });
  piped(request, [...there(), upstream]);
}

function piped(from: NodeJS.ReadableStream, through: readonly Writable[]): void {
  through.reduce<NodeJS.ReadableStream>((stream, next) => stream.pipe(next) as unknown as NodeJS.ReadableStream, from);
}

/** MinIO as it is. */
export const passed: Treatment = (exchange) =>
  relay(
    exchange,
    () => [],
    () => [],
  );

/** MinIO far away: each request waits, and bytes trickle either way. */
export function slowed(waitMs: number, bytesPerSecond: number): Treatment {
  const trickle = (): Writable[] => [
    new Transform({
      transform(chunk: Buffer, _, done) {
        setTimeout(done, (1_000 * chunk.length) / bytesPerSecond, null, chunk);
      },
    }),
  ];
  return (exchange) => void sleep(waitMs).then(() => relay(exchange, trickle, trickle));
}

/** Lets so many bytes pass, then calls `cut`. */
function upTo(bytes: number, cut: () => void): Writable {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const some = chunk.subarray(0, left);
      left -= some.length;
      if (left > 0) return done(null, some);
      this.push(some);
      // What has been let pass is on its way before the connection breaks.
      setTimeout(cut, 5);
    },
  });
}

/** A request that fits is treated otherwise, once; whatever else there is, as MinIO is. */
function once(fits: (request: IncomingMessage) => boolean, treatment: Treatment): Treatment {
  let done = false;
  return (exchange) => {
    if (done || !fits(exchange.request)) return passed(exchange);
    done = true;
    treatment(exchange);
  };
}

/** The connection breaks when a share of the next object or record that is written has reached MinIO. */
export function putCut(share: number, struck: () => void): Treatment {
  return once(isPut, (exchange) => {
    const bytes = Number(exchange.request.headers['content-length'] ?? 0);
    struck();
    relay(
      exchange,
      () => [upTo(Math.max(1, Math.floor(bytes * share)), () => exchange.response.destroy())],
      () => [],
    );
  });
}

/** The connection breaks when a share of the next object or record that is read has reached the worker. */
export function readCut(share: number, struck: () => void): Treatment {
  return once(isRead, (exchange) => {
    const upstream = exchange.forward();
    upstream.on('response', (answer) => {
      const bytes = Number(answer.headers['content-length'] ?? 0);
      struck();
      exchange.response.writeHead(answer.statusCode ?? 502, answer.rawHeaders as never);
      const cut = upTo(Math.max(1, Math.floor(bytes * share)), () => exchange.response.destroy());
      piped(answer, [cut, exchange.response]);
    });
    upstream.end();
  });
}

/** MinIO has written what it was sent, and the worker never hears of it. */
export function answerLost(struck: () => void): Treatment {
  return once(isPut, ({ request, response, forward }) => {
    const upstream = forward();
    upstream.on('response', () => {
      struck();
      response.destroy();
    });
    request.pipe(upstream);
  });
}

/** The next request is taken and never answered, and its connection stays as it is. */
export function swallowed(struck: () => void): Treatment {
  return once(
    () => true,
    ({ request }) => {
      struck();
      request.resume();
    },
  );
}

const fullBody =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.</Message></Error>';

/** Nothing can be written: what MinIO answers when its disk is full. */
export const full: Treatment = (exchange) => {
  const { request, response } = exchange;
  if (!isPut(request)) return passed(exchange);
  request.resume();
  request.on('end', () => response.writeHead(507, { 'Content-Type': 'application/xml' }).end(fullBody));
};
