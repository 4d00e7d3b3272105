import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { codecKeys, withNewKey } from '../access/codec-keys.ts';
import { payloadCodec } from '../access/payload-codec.ts';
import { codecListener } from './codec-server.ts';

const ui = 'http://127.0.0.1:8233';
const token = 'canary-of-a-bearer';
const secret = 'canary-of-a-spec';
const codec = payloadCodec(codecKeys({ REWARDMAP_CODEC_KEYS: JSON.stringify(withNewKey(undefined)) }));

let server: Server;
let guarded: Server;

const listening = (listener: Server): Promise<Server> =>
  new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(listener)));

beforeAll(async () => {
  const serving = { codec, origins: [ui], hosts: ['127.0.0.1', 'localhost'], token: undefined };
  server = await listening(createServer(codecListener(serving)));
  guarded = await listening(createServer(codecListener({ ...serving, token })));
});
afterAll(() => {
  for (const each of [server, guarded]) each.close().closeAllConnections();
});

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly of?: Server;
}

/** Not by fetch, which lets nobody choose Host and Origin. */
function ask({ path = '/decode', method = 'POST', headers = {}, body = '', of = server }: Asked) {
  const { port } = of.address() as AddressInfo;
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asking.on('error', reject).end(body);
  });
}

const spec = defaultPayloadConverter.toPayload({ title: secret });
const asJson = ({ metadata, data }: typeof spec) => ({
  metadata: { encoding: Buffer.from(metadata!['encoding']!).toString('base64') },
  data: Buffer.from(data!).toString('base64'),
});
const plain = { payloads: [asJson(spec)] };
const inText = (text: string): string => Buffer.from(text, 'base64').toString('latin1');

test('what is encoded here shows nothing, and is decoded to what it was', async () => {
  const { status, text } = await ask({ path: '/encode', body: JSON.stringify(plain) });
  expect(status).toBe(200);
  const { payloads } = JSON.parse(text) as typeof plain;
  expect(inText(payloads[0]!.metadata.encoding)).toBe('binary/encrypted');
  expect(inText(payloads[0]!.data)).not.toContain(secret);
  const back = await ask({ path: '/decode', body: text });
  expect(JSON.parse(back.text)).toEqual(plain);
  expect(back.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  expect(back.headers).not.toHaveProperty('access-control-allow-origin');
});

test('payloads without metadata or data are taken', async () => {
  const { text } = await ask({ body: '{"payloads":[{},{"data":""}]}' });
  expect(JSON.parse(text)).toEqual({
    payloads: [
      { metadata: {}, data: '' },
      { metadata: {}, data: '' },
    ],
  });
});

test('no payloads are no fault', async () => {
  expect(await ask({ path: '/encode', body: '{}' })).toMatchObject({ status: 200, text: '{"payloads":[]}' });
});

test('the pages of the UI may ask, and are told so before they do', async () => {
  const headers = { origin: ui };
  const path = '/decode?preserveStorageRefs=true';
  const before = await ask({ method: 'OPTIONS', path, headers });
  expect(before).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': ui,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-namespace, authorization, authorization-extras',
      vary: 'origin',
    },
  });
  const { status, headers: told } = await ask({ path, headers, body: JSON.stringify(plain) });
  expect({ status, origin: told['access-control-allow-origin'] }).toEqual({ status: 200, origin: ui });
});

test.each([
  ['a page of elsewhere', { headers: { origin: 'http://evil.example' } }, 403],
  [
    'a page of elsewhere that asks first',
    { method: 'OPTIONS', headers: { origin: 'http://evil.example' }, body: '' },
    403,
  ],
  ['a page of no origin', { headers: { origin: 'null' } }, 403],
  ['a page of the UI by another port', { headers: { origin: 'http://127.0.0.1:8234' } }, 403],
  ['a name that was made to lead here', { headers: { host: 'evil.example:8081' } }, 403],
  ['another path', { path: '/keys' }, 404],
  ['a question', { method: 'GET', body: '' }, 404],
  ['no JSON', { body: `{"payloads": ["${secret}` }, 400],
  ['something else', { body: JSON.stringify({ [secret]: [] }) }, 400],
  ['data that are no base64', { body: JSON.stringify({ payloads: [{ data: `${secret}!` }] }) }, 400],
  ['17 MB', { body: JSON.stringify({ payloads: [{ data: 'A'.repeat(17 * 2 ** 20) }] }) }, 413],
] satisfies readonly (readonly [string, Asked, number])[])('%s is refused', async (_, asked, status) => {
  const answer = await ask({ body: JSON.stringify(plain), ...asked });
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toEqual({ error: expect.stringMatching(/^[^\n]+$/) });
  expect(answer.text).not.toContain(secret);
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
});

test('a payload of a key that is not here is told by the key', async () => {
  const other = payloadCodec(codecKeys({ REWARDMAP_CODEC_KEYS: JSON.stringify(withNewKey(undefined)) }));
  const [sealed] = await other.encode([spec]);
  const metadata = Object.fromEntries(
    Object.entries(sealed!.metadata!).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  );
  const body = JSON.stringify({ payloads: [{ metadata, data: Buffer.from(sealed!.data!).toString('base64') }] });
  const { status, text } = await ask({ body });
  expect(status).toBe(400);
  expect(text).toMatch(/a payload is encrypted by key \\"key-\w+\\": REWARDMAP_CODEC_KEYS here has key-\w+/);
});

test('where a token is set, whoever shows another or none is refused', async () => {
  const asked = { of: guarded, body: JSON.stringify(plain) };
  for (const shown of [
    {},
    { authorization: token },
    { authorization: `Bearer ${token}x` },
    { authorization: 'Bearer ' },
  ]) {
    const { status, text } = await ask({ ...asked, headers: shown });
    expect(status).toBe(401);
    expect(text).not.toContain(token);
  }
  const { status } = await ask({ ...asked, headers: { authorization: `Bearer ${token}` } });
  expect(status).toBe(200);
});
