import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { connectStore, storeConnection } from './connection.ts';

const secret = 'canary-of-the-store';
const keys = { MINIO_ACCESS_KEY: 'someone', MINIO_SECRET_KEY: secret };

/** A MinIO that answers as it is told to, on loopback. */
async function storeThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What is said of a store that does not let us in. */
async function complaint(endpoint: string, patienceMs?: number): Promise<string> {
  const connection = storeConnection({ ...keys, MINIO_ENDPOINT: endpoint });
  const error = (await connectStore(connection, patienceMs).then(
    () => expect.fail('it was let in'),
    (failure: unknown) => failure,
  )) as Error;
  expect(error.name).toBe('StoreUnreachable');
  expect(error.message).not.toContain(secret);
  return error.message;
}

test('a store that nobody serves is told as such', async () => {
  expect(await complaint('http://127.0.0.1:1')).toBe(
    'MinIO at http://127.0.0.1:1 does not answer (connect ECONNREFUSED 127.0.0.1:1): MINIO_ENDPOINT names it',
  );
});

test('a store that keeps silent is waited for, but not for ever', async () => {
  const endpoint = await storeThat(() => undefined);
  expect(await complaint(endpoint, 300)).toBe(
    `MinIO at ${endpoint} does not answer (nothing within 0.3 seconds): MINIO_ENDPOINT names it`,
  );
});

test('a store that refuses is told by its reason', async () => {
  const endpoint = await storeThat((_, answer) => void answer.writeHead(403).end());
  expect(await complaint(endpoint)).toBe(
    `MinIO at ${endpoint} refuses us bucket rewardmap (AccessDenied): look at MINIO_ACCESS_KEY, MINIO_SECRET_KEY and what they may do`,
  );
});

test.each([
  [{ MINIO_ENDPOINT: `http://root:${secret}@store:9000` }, 'MINIO_ENDPOINT must be a URL such as'],
  [{ MINIO_ENDPOINT: `${secret} and more` }, 'MINIO_ENDPOINT must be a URL such as'],
  [{ MINIO_ENDPOINT: 'ftp://store' }, 'MINIO_ENDPOINT must be a URL such as'],
  [{ MINIO_ENDPOINT: 'http://store', MINIO_ACCESS_KEY: '' }, 'MINIO_ACCESS_KEY must be set to reach MinIO'],
])('what cannot be an address or a key is refused and not told', (given, message) => {
  expect(() => storeConnection({ ...keys, ...given })).toThrow(message);
  expect(() => storeConnection({ ...keys, ...given })).not.toThrow(secret);
});
