import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, onTestFinished, test } from 'vitest';

import { transport } from './transport.ts';

const patienceMs = 1_000;

async function serverThat(answers: (response: ServerResponse) => void): Promise<Server> {
  const server = createServer((_, response) => answers(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

async function read(server: Server): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const sent = transport(false, patienceMs).request({ port, host: '127.0.0.1' }, resolve);
    sent.on('error', reject).end();
  });
  return text(await answered);
}

test('a request that is never answered ends with an error', async () => {
  await expect(read(await serverThat(() => undefined))).rejects.toThrow(/MinIO has been silent for 1 seconds/);
});

test('an answer that stops half way ends with an error', async () => {
  const server = await serverThat((response) => response.writeHead(200, { 'Content-Length': 10 }).write('half'));
  await expect(read(server)).rejects.toThrow('aborted');
});

test('an answer that comes slowly, but comes, is waited for', async () => {
  const server = await serverThat((response) => {
    let left = 7;
    const drip = setInterval(() => {
      if (left-- > 0) response.write('.');
      else response.end(() => clearInterval(drip));
    }, patienceMs / 5);
  });
  expect(await read(server)).toBe('.......');
});
