import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { connectClient } from '../workers/connect.ts';
import { mainQueue } from '../workflows/queues.ts';
import { authority } from './certificates.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { secureProxy, type SecureProxy } from './secure-proxy.ts';

const apiKey = 'canary-of-a-cloud';
const known = authority('known');
const stranger = authority('stranger');

let folder: string;
let proxy: SecureProxy;
let fleet: Fleet;
let environment: Readonly<Record<string, string>>;

/** The environment of a process behind the proxy, but for what differs. */
const reaching = (changes: Readonly<Record<string, string>> = {}) => ({
  ...inject('servers'),
  TEMPORAL_ADDRESS: proxy.address,
  TEMPORAL_API_KEY: apiKey,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'known.pem'),
  ...changes,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-temporal-'));
  await writeFile(join(folder, 'known.pem'), known.certificate);
  await writeFile(join(folder, 'stranger.pem'), stranger.certificate);
  proxy = await secureProxy(inject('servers')['TEMPORAL_ADDRESS']!, known, apiKey);
  environment = reaching();
  fleet = new Fleet(environment);
});

afterAll(async () => {
  await fleet.stop();
  await proxy.close();
  await rm(folder, { recursive: true });
});

test('workers, clients and commands reach a Temporal behind TLS and an API key', async () => {
  await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  const client = await connectClient(environment);
  const options = { taskQueue: mainQueue, workflowId: 'behind-tls', args: [{}] };
  const failure = (await client.workflow.execute('coldStart', options).catch((error: unknown) => error)) as Error;
  await client.connection.close();
  expect((failure as WorkflowFailedError).cause).toMatchObject({ type: 'InvalidSpec' });
  const { status, err } = await commandLine(
    ['get-evaluation', '--workflow-id', 'behind-tls', '--out', folder],
    environment,
  );
  expect({ status, err }).toEqual({
    status: 2,
    err: '--workflow-id behind-tls: is a coldStart that is FAILED: it must be an evaluatePolicy that is COMPLETED',
  });
  expect(proxy.counts.refused).toBe(0);
  expect(proxy.counts.admitted).toBeGreaterThan(10);
});

const faults = () =>
  [
    [
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'stranger.pem') },
      /shows a certificate that is not trusted \(unable to verify the first certificate\): TEMPORAL_TLS_SERVER_CA_CERT_PATH names its authority, TEMPORAL_TLS_SERVER_NAME its name$/,
    ],
    [{ TEMPORAL_API_KEY: 'canary-of-another' }, /refuses us: look at TEMPORAL_API_KEY and TEMPORAL_NAMESPACE$/],
    [
      { TEMPORAL_API_KEY: '', TEMPORAL_TLS: 'false' },
      /does not answer as Temporal does \(.+\): it may ask for TLS, TEMPORAL_TLS=true$/,
    ],
    [
      { TEMPORAL_ADDRESS: inject('servers')['TEMPORAL_ADDRESS']! },
      /does not speak TLS: TEMPORAL_TLS=false, or another TEMPORAL_ADDRESS$/,
    ],
  ] as const;

test('what is wrong with certificate, key or TLS is one sentence, of a client and of a worker', async () => {
  const judged = faults().flatMap(([changes, sentence]) =>
    [clientFault, workerFault].map(async (faultOf) => {
      const said = await faultOf(reaching(changes));
      expect(said).toMatch(sentence);
      expect(said).toMatch(/^Temporal at 127\.0\.0\.1:\d+ [^\n]+$/);
      expect(said).not.toContain('canary');
    }),
  );
  await Promise.all(judged);
});

async function clientFault(given: Readonly<Record<string, string>>): Promise<string> {
  return connectClient(given).then(
    () => expect.fail('it was let in'),
    (error: Error) => error.message,
  );
}

/** What a worker process that cannot connect leaves on its terminal. */
function workerFault(given: Readonly<Record<string, string>>): Promise<string> {
  const main = fileURLToPath(new URL('../workers/main.ts', import.meta.url));
  return new Promise((resolve) => {
    const env = { ...process.env, ...given };
    execFile(process.execPath, ['--import', 'tsx', main, 'workflow'], { env }, (error, out, err) => {
      expect(error?.code).toBe(1);
      resolve(`${out}${err}`.trimEnd());
    });
  });
}
