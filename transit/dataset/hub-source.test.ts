import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { hubAccess, hubCommit, hubSource } from './hub-source.ts';

const dataset = { repo: 'owner/name', revision: 'main' };
const accessToken = 'hf_canary';
/** What the hub answers; 0 hangs up on whoever asks. */
let status = 0;
const server = createServer(({ socket, headers }, answer) => {
  const told = { error: `you are ${headers.authorization}` };
  if (status === 0) socket.destroy();
  else answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
});
let hubUrl: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const asked = {
  'the commit': () => hubCommit(dataset, { hubUrl, accessToken }),
  'the files': () => hubSource(dataset, { hubUrl, accessToken }).files(),
  'a file': () => hubSource(dataset, { hubUrl, accessToken }).open('data/test.parquet'),
};
const requests = Object.entries(asked);

test.each(requests)('a hub that gives no answer about %s may be asked again', async (_, request) => {
  status = 0;
  await expect(request()).rejects.toMatchObject({
    name: 'HubUnreachable',
    message: `the hub at ${hubUrl} gave no answer (other side closed); HF_ENDPOINT where workers run names another`,
  });
});

test('an address that is none is no matter of another try', async () => {
  await expect(hubCommit(dataset, { hubUrl: 'no address' })).rejects.toThrow(TypeError);
});

/** The error itself and all that it was made from: Temporal keeps both. */
async function failureOf(request: () => Promise<unknown>): Promise<Error> {
  const error = (await request().then(
    () => expect.fail('it was answered'),
    (failure: unknown) => failure,
  )) as Error;
  expect(error.cause).toBeUndefined();
  expect(error.message).not.toContain(accessToken);
  return error;
}

test.each(requests)('a hub that is busy or has failed may be asked again about %s', async (_, request) => {
  for (status of [408, 429, 500, 503]) {
    const { name, message } = await failureOf(request);
    expect({ name, message }).toEqual({
      name: 'HubUnreachable',
      message: `the hub at ${hubUrl} answers with status ${status}${status === 429 ? ': it asks to wait' : ''}`,
    });
  }
});

test.each(requests)('what a hub does not take will not be taken later: %s', async (_, request) => {
  status = 400;
  const { name, message } = await failureOf(request);
  expect({ name, message }).toEqual({
    name: 'DatasetRefused',
    message: 'the hub does not give the files of dataset owner/name at main (status 400)',
  });
});

test('an address with a password is refused and not told', () => {
  for (const HF_ENDPOINT of ['https://user:hf_canary@hub', 'file:///hf_canary', 'hf_canary']) {
    expect(() => hubAccess({ HF_ENDPOINT })).toThrow(
      /^HF_ENDPOINT where workers run must be an http or https URL with no name or password in it$/,
    );
  }
  expect(hubAccess({ HF_ENDPOINT: 'http://127.0.0.1:1/ ' })).toEqual({ hubUrl: 'http://127.0.0.1:1' });
});
