import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { passed, type Treatment } from './treatments.ts';

/** A request of a worker, and MinIO behind it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Opens the same request at MinIO; its body is for the caller to send. */
  readonly forward: () => ReturnType<typeof httpRequest>;
}

/** What stands between workers and MinIO, so that the store fails for them as it is told to. */
export interface StoreProxy {
  readonly url: string;
  /** How requests are treated from now on. */
  treat(treatment: Treatment): void;
  /** Closes the port, and every connection in the middle of whatever it does. */
  refuse(): Promise<void>;
  /** Opens the port again, the same one. */
  accept(): Promise<void>;
  /** Conditional writes that MinIO turned down: somebody else had written. */
  readonly turnedDown: () => number;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const preconditionFailed = 412;

/** Starts a proxy before the MinIO at a port of this machine. */
export async function startStoreProxy(minioPort: number): Promise<StoreProxy> {
  let treatment: Treatment = passed;
  let turnedDown = 0;
  const sockets = new Set<Socket>();

  const server = createServer((request, response) => {
    const { method, url, headers, rawHeaders } = request;
    const forward = (): ReturnType<typeof httpRequest> => {
      const options = { host, port: minioPort, method, path: url, headers: rawHeaders, setHost: false };
      const upstream = httpRequest(options as never);
      upstream.on('response', ({ statusCode }) => {
        if (statusCode === preconditionFailed && isConditional(headers)) turnedDown += 1;
      });
      // MinIO may be gone, or what the worker sends may end half way: either way the worker's connection breaks.
      upstream.on('error', () => response.destroy());
      request.on('error', () => upstream.destroy());
      response.on('close', () => upstream.destroy());
      return upstream;
    };
    treatment({ request, response, forward });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });

  async function listen(port: number): Promise<number> {
    server.listen(port, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  async function refuse(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const port = await listen(0);
  return {
    url: `http://${host}:${port}`,
    treat: (next) => void (treatment = next),
    refuse,
    accept: async () => void (await listen(port)),
    turnedDown: () => turnedDown,
    close: async () => {
      if (server.listening) await refuse();
    },
  };
}

const isConditional = (headers: IncomingMessage['headers']): boolean =>
  headers['if-none-match'] !== undefined || headers['if-match'] !== undefined;
