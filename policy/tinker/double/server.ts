import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { Engine, Refusal } from './engine.ts';

/** How the next requests of a path are answered in place of what they ask for. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** A result of status 200. */
  | { readonly protobuf: Buffer }
  /** The work is done and the connection closed before the answer. */
  | 'lost answer'
  /** Nothing is done and nothing comes. */
  | 'silence';

export interface ServerDouble {
  readonly url: string;
  readonly engine: Engine;
  /** Paths of the requests that came, in order. */
  readonly requests: readonly string[];
  /** The next requests of a path fail so, one after the other. */
  readonly fail: (path: string, ...faults: readonly Fault[]) => void;
  /** As a server that dies and comes back: what was in its engine is gone, checkpoints stay. `all`: these, too. */
  readonly restart: (what?: 'engine' | 'all') => void;
  readonly close: () => Promise<void>;
}

/** A server of the Tinker protocol for tests: the status codes of SkyRL's, over a model of one number. */
export async function serverDouble(): Promise<ServerDouble> {
  const engine = new Engine();
  const requests: string[] = [];
  const faults = new Map<string, Fault[]>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.replace('/api/v1/', '');
    const body = await buffer(request);
    requests.push(path);
    const fault = faults.get(path)?.shift();
    if (fault === 'silence') return;
    if (fault !== undefined && fault !== 'lost answer' && 'protobuf' in fault) {
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(fault.protobuf);
      return;
    }
    if (fault !== undefined && fault !== 'lost answer') {
      response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(JSON.stringify(fault.body ?? { detail: 'so it was asked' }));
      return;
    }
    try {
      const isProtobuf = request.headers['content-type'] === 'application/x-protobuf';
      if (path === 'forward_backward' && !isProtobuf)
        throw new Refusal(415, 'forward_backward requires application/x-protobuf');
      const result = request.method === 'DELETE' ? engine.remove(path) : engine.answer(path, body);
      if (fault === 'lost answer') response.destroy();
      else if ('protobuf' in result)
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(result.protobuf);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result.json));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response
        .writeHead(error.status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ detail: error.message }));
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    engine,
    requests,
    fail: (path, ...next) => faults.set(path, [...(faults.get(path) ?? []), ...next]),
    restart: (what = 'engine') => engine.forget(what),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
