import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { startStoreProxy, type StoreProxy } from './store-proxy.ts';
import { answerLost, full, passed, putCut, readCut, slowed, swallowed } from './treatments.ts';

/** A store that keeps whole bodies only, as MinIO does. */
const kept = new Map<string, string>();
const aborted: string[] = [];
const store = createServer((request, response) => {
  const name = request.url ?? '';
  const isTaken = request.headers['if-none-match'] !== undefined && kept.has(name);
  if (request.method !== 'PUT') response.end(kept.get(name) ?? '');
  else if (isTaken) response.writeHead(412).end();
  else
    text(request).then(
      (body) => {
        kept.set(name, body);
        response.end();
      },
      () => aborted.push(name),
    );
});

let proxy: StoreProxy;
let struck = 0;
const strike = (): void => void (struck += 1);

beforeAll(async () => {
  store.listen(0, '127.0.0.1');
  await once(store, 'listening');
  proxy = await startStoreProxy((store.address() as AddressInfo).port);
});

afterAll(async () => {
  await proxy.close();
  store.close();
});

beforeEach(() => {
  kept.clear();
  struck = 0;
  proxy.treat(passed);
});

const put = (name: string, body: string, headers = {}): Promise<number> =>
  fetch(`${proxy.url}/${name}`, { method: 'PUT', body, headers }).then(({ status }) => status);
const get = async (name: string): Promise<string> => (await fetch(`${proxy.url}/${name}`)).text();
const long = 'x'.repeat(100_000);

test('what is passed arrives as it was sent, both ways', async () => {
  expect(await put('a', long)).toBe(200);
  expect(kept.get('/a')).toBe(long);
  expect(await get('a')).toBe(long);
});

test('writes that are turned down are counted, those that fail otherwise are not', async () => {
  const before = proxy.turnedDown();
  const unlessTaken = { 'If-None-Match': '*' };
  expect(await put('a', '1', unlessTaken)).toBe(200);
  expect(await put('a', '2', unlessTaken)).toBe(412);
  expect(proxy.turnedDown() - before).toBe(1);
  expect(kept.get('/a')).toBe('1');
});

test('a put that is cut does not arrive, and the next one does', async () => {
  proxy.treat(putCut(0.5, strike));
  await expect(put('a', long)).rejects.toThrow('fetch failed');
  await expect.poll(() => aborted).toContain('/a');
  expect(kept.has('/a')).toBe(false);
  expect(await put('a', long)).toBe(200);
  expect(struck).toBe(1);
});

test('a read that is cut is an error, never a shorter content', async () => {
  kept.set('/a', long);
  proxy.treat(readCut(0.3, strike));
  await expect(get('a')).rejects.toThrow('terminated');
  expect(await get('a')).toBe(long);
  expect(struck).toBe(1);
});

test('an answer that is lost leaves what was written', async () => {
  proxy.treat(answerLost(strike));
  await expect(put('a', long)).rejects.toThrow('fetch failed');
  expect(kept.get('/a')).toBe(long);
  expect(await put('b', long)).toBe(200);
  expect(struck).toBe(1);
});

test('a request that is swallowed has no answer, the next one has', async () => {
  proxy.treat(swallowed(strike));
  const patience = AbortSignal.timeout(300);
  await expect(fetch(`${proxy.url}/a`, { signal: patience })).rejects.toThrow('timeout');
  expect(await put('a', long)).toBe(200);
  expect(struck).toBe(1);
});

test('a full store refuses what is written, and can be read', async () => {
  kept.set('/a', '1');
  proxy.treat(full);
  expect(await put('a', '2')).toBe(507);
  expect(await get('a')).toBe('1');
});

test('a slow store is slow both ways, and says the same', async () => {
  proxy.treat(slowed(100, 1_000_000));
  const begun = performance.now();
  await put('a', long);
  expect(performance.now() - begun).toBeGreaterThan(180);
  expect(await get('a')).toBe(long);
});

test('a store that refuses has no port, and the same one again afterwards', async () => {
  await proxy.refuse();
  await expect(once(connect(Number(new URL(proxy.url).port)), 'connect')).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await proxy.accept();
  expect(await put('a', long)).toBe(200);
});
