import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import type { FailedTry } from './failed-try.ts';
import { Requests } from './requests.ts';

const secret = 'sk-canary-of-requests';

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(url: string): Promise<FailedTry> {
  const { signal } = new AbortController();
  const requests = new Requests({ server: 'The server', secret, patience: { tries: 1, seconds: 5 }, signal });
  const headers = { 'x-api-key': secret };
  return requests.ask({ url, path: 'work', method: 'POST', headers, body: 'a picture' }).then(
    () => expect.fail('it was answered'),
    (error: FailedTry) => error,
  );
}

test.each([301, 307])('a redirect of %i is not followed: another server hears of no key', async (status) => {
  const heard: unknown[] = [];
  const elsewhere = await serving(({ headers }, response) => {
    heard.push(headers);
    response.end('{}');
  });
  const url = await serving((_, response) => response.writeHead(status, { location: elsewhere }).end());
  const failure = await failureOf(url);
  expect(failure).toMatchObject({
    status,
    mayPass: false,
    message: `The server answered work with ${status}: a redirect, which is not followed: name the server by its own address`,
  });
  expect(heard).toEqual([]);
});

test.each([200, 500])('an answer of %i that does not end is left', async (status) => {
  let sent = 0;
  const piece = Buffer.alloc(2 ** 20, 'x');
  const url = await serving((_, response) => {
    response.writeHead(status);
    const more = (): void => {
      while (!response.destroyed && sent < 2 ** 28) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
    };
    more();
  });
  const failure = await failureOf(url);
  expect(failure).toMatchObject({
    status,
    mayPass: status === 500,
    message: `The server answered work with ${status}: more than an answer can have`,
  });
  expect(sent).toBeLessThan(100 * 2 ** 20);
});

test('what is cut off has no part of the key', async () => {
  const url = await serving((_, response) => response.writeHead(401).end(`${'x'.repeat(290)}${secret}`));
  const { message } = await failureOf(url);
  expect(message).toMatch(/x\*\*\*$/);
});
