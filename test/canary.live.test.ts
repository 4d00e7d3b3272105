import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Client, WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import example from '../examples/dataset.json' with { type: 'json' };
import { codecKeys, withNewKey } from '../access/codec-keys.ts';
import { dataConverterOf } from '../access/data-converter.ts';
import { payloadCodec } from '../access/payload-codec.ts';
import { withSecrets, type SecretName } from '../access/secrets.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { storeConnection, type StoreConnection } from '../store/connection.ts';
import { makeStoreUser } from '../store/minio-admin.ts';
import { openStore } from '../store/objects.ts';
import { storePolicies } from '../store/store-policies.ts';
import { connectClient } from '../workers/connect.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { CurriculumResult } from '../workflows/train-curriculum.ts';
import { allCommandLines, allKept, allServersKeep, allTold, told, wordsOf, type Told } from './all-said.ts';
import { authority } from './certificates.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { secureProxy, type SecureProxy } from './secure-proxy.ts';
import { smallRun } from './small-run.ts';
import { temporalCommand } from './temporal-command.ts';
import { testClient, type TestClient } from './temporal.ts';

/**
 * One run with every secret there is, each a word that is found wherever it leaks: behind TLS and an API key, by a user of the store with
 * least rights, its payloads encrypted, its worker killed; and failures of all kinds beside it. Then everything that anyone could read
 * is read.
 */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const keyFile = withNewKey(undefined);
const secrets = {
  MINIO_SECRET_KEY: 'canary-of-the-store-5f0c',
  TEMPORAL_API_KEY: 'canary-of-a-cloud-91b2',
  HF_TOKEN: 'hf_canary-of-the-hub-c3d4',
  TINKER_API_KEY: 'canary-of-policies-e6a8',
  OPENAI_API_KEY: 'canary-of-answers-2b91',
  REWARDMAP_CODEC_KEYS: JSON.stringify(keyFile),
  REWARDMAP_CODEC_TOKEN: 'canary-of-a-bearer-77aa',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=canary-of-traces-d01e',
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=canary-of-tenants-83fa',
} satisfies Readonly<Record<Exclude<SecretName, 'MINIO_ACCESS_KEY'>, string>>;
const valueOf = (header: string): string => header.slice(header.indexOf('=') + 1);
/** What must be found nowhere: of the codec's keys the key itself, of headers their values. */
const canaries = {
  ...secrets,
  REWARDMAP_CODEC_KEYS: keyFile.keys[keyFile.current]!,
  OTEL_EXPORTER_OTLP_HEADERS: valueOf(secrets.OTEL_EXPORTER_OTLP_HEADERS),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: valueOf(secrets.OTEL_EXPORTER_OTLP_TRACES_HEADERS),
};
const codec = payloadCodec(codecKeys(secrets));
const user = { accessKey: 'canary-worker', secretKey: secrets.MINIO_SECRET_KEY };
const root: StoreConnection = { ...storeConnection(inject('servers')), bucket: 'canaries' };
const policyFolder = new URL('../infra/', import.meta.url);

const spec: CurriculumSpec = {
  ...smallRun,
  title: 'sealed',
  stages: [
    { name: 'first-stage', kinds: ['Counting2', 'TorF1'], steps: 3 },
    { name: 'second-stage', kinds: ['planning_short'], steps: 1 },
  ],
  snapshotEvery: 2,
  continueAsNewAfter: 2,
};

let folder: string;
let proxy: SecureProxy;
let hub: Server;
let environment: Readonly<Record<string, string>>;
let fleet: Fleet;
let client: Client;
let plain: TestClient;
let result: CurriculumResult;
const said: string[] = [];

/** The environment of a process: addresses, and secrets by files alone. */
async function environmentOf(): Promise<Readonly<Record<string, string>>> {
  const { MINIO_ACCESS_KEY: _, MINIO_SECRET_KEY: __, ...servers } = inject('servers');
  const files = Object.entries(secrets).map(async ([name, secret]) => {
    const file = join(folder, name.toLowerCase());
    await writeFile(file, `${secret}\n`, { mode: 0o600 });
    return [`${name}_FILE`, file] as const;
  });
  const failing = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  return {
    ...servers,
    ...Object.fromEntries(await Promise.all(files)),
    MINIO_ACCESS_KEY: user.accessKey,
    MINIO_BUCKET: root.bucket,
    TEMPORAL_ADDRESS: proxy.address,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'authority.pem'),
    HF_ENDPOINT: failing,
    // It takes no traces, and says back what it was told.
    OTEL_EXPORTER_OTLP_ENDPOINT: failing,
  };
}

/** The environment as a process has it once it has read the files, for commands in this one. */
const inThisProcess = (): Readonly<Record<string, string>> =>
  withSecrets(environment) as Readonly<Record<string, string>>;

const started = (workflow: string, workflowId: string, input: unknown): Promise<WorkflowHandle> =>
  client.workflow.start(workflow, { workflowId, taskQueue: mainQueue, args: [input] });

/** The last failure of an activity that is tried again, as Temporal tells it. */
async function lastFailure(handle: WorkflowHandle): Promise<string> {
  for (;;) {
    const { raw } = await handle.describe();
    const failure = raw.pendingActivities?.[0]?.lastFailure;
    if (failure) return JSON.stringify(failure);
    await sleep(200);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canary-'));
  const known = authority('canary');
  await writeFile(join(folder, 'authority.pem'), known.certificate);
  proxy = await secureProxy(inject('servers')['TEMPORAL_ADDRESS']!, known, secrets.TEMPORAL_API_KEY);
  // A hub that fails, and says back whatever it was told.
  hub = createServer(({ headers }, answer) => {
    answer.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: headers }));
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  await openStore(root);
  await makeStoreUser(root, user, await storePolicies(policyFolder, root.bucket, ['work']));
  environment = await environmentOf();
  fleet = new Fleet(environment);
  client = await connectClient(inThisProcess());
  plain = await testClient(inject('servers'));

  const policy = (await Promise.all([fleet.start('policy'), fleet.start('workflow')]))[0];
  const run = await started('trainCurriculum', 'canary-run', spec);
  const records = await openStore(root);
  await fleet.killWhile(policy, async () =>
    (await records.listKeys('runs/canary-run/')).some((key) => key.includes('/log/')),
  );
  said.push(allCommandLines());
  await fleet.start('policy');
  result = (await run.result()) as CurriculumResult;
});

afterAll(async () => {
  await fleet.stop();
  await client.connection.close();
  await plain.close();
  await proxy.close();
  hub.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

test('with everything on, and its policy worker killed, the run ends well', () => {
  expect(result).toMatchObject({ outcome: 'finished', divergences: 0, version: { step: 4 } });
});

test('failures tell nothing either: a bad spec, a store that refuses, a hub that says back what it hears', async () => {
  const curious = {
    ...spec,
    title: '${MINIO_SECRET_KEY}',
    base: '$MINIO_SECRET_KEY',
    evaluation: { ...spec.evaluation, cities: '/proc/self/environ' },
  };
  const handle = await started('trainCurriculum', 'canary-curious', curious);
  const refused = (await handle.result().catch((error: unknown) => error)) as WorkflowFailedError;
  expect(refused.cause).toMatchObject({ type: 'InvalidSpec' });
  said.push(String(refused.cause?.message), String(refused.cause?.stack));

  await makeStoreUser(root, user, [
    {
      name: 'nothing',
      rules: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: ['s3:*'], Resource: ['*'] }] },
    },
  ]);
  const waiting = await started('trainCurriculum', 'canary-refused', spec);
  said.push(await lastFailure(waiting));
  said.push((await commandLine(['dataset', '--name', 'any'], inThisProcess())).err);
  await makeStoreUser(root, user, await storePolicies(policyFolder, root.bucket, ['work']));
  await waiting.terminate();

  const importing = await started('buildDataset', 'canary-import', { ...example, name: 'canary' });
  said.push(await lastFailure(importing));
  await importing.terminate();
  const commands = [
    ['import', '--spec', 'examples/dataset.json'],
    ['export', '--workflow-id', 'canary-run', '--out', join(folder, 'export')],
    ['export', '--workflow-id', 'canary-curious', '--out', join(folder, 'export')],
    ['run', 'examples/quick.json'],
  ];
  for (const command of commands) {
    const { out, err } = await commandLine(command, inThisProcess());
    said.push(out, err);
  }
  await client.workflow.getHandle('rewardmap-quick').terminate();
  expect(said.join('\n')).toMatch(/refuses us bucket canaries \(AccessDenied\)|Access Denied/);
  expect(said.join('\n')).toContain('answers with status 500');
});

let everything: Told;

test('no secret is in any history, object, log, message or command line', async () => {
  everything = await allTold(client, 'WorkflowId STARTS_WITH "canary-"', codec);
  const kept = await allKept(root);
  const servers = allServersKeep(dirname(inject('servers')['TEMPORAL_CONFIG_FILE']!));
  const histories = { 'histories as they lie': everything.raw, 'histories opened': everything.opened };
  const files = { objects: kept, 'logs and database of the servers': servers };
  const terminals = { 'terminals of workers': fleet.said, 'messages and command lines': said.join('\n') };
  for (const [place, text] of Object.entries({ ...histories, ...files, ...terminals })) {
    expect({ place, isThere: text.length > 100, secrets: told(text, canaries) }).toEqual({
      place,
      isThere: true,
      secrets: [],
    });
  }
  expect(told(JSON.stringify(secrets), canaries)).toEqual(Object.keys(canaries));
  // What was looked at is what is meant: the report, the metrics, a failure's message, a command line.
  expect(kept).toMatch(/runs\/canary-run\/[\w-]+\/report\.html/);
  expect(kept).toMatch(/runs\/canary-run\/[\w-]+\/metrics\.jsonl/);
  for (const known of ['/logs/minio.log', '/logs/temporal.log', 'canary-run'])
    expect(servers.includes(known)).toBe(true);
  expect(everything.opened).toContain('"title":"sealed"');
  expect(everything.opened).toContain('this spec cannot be run');
  expect(fleet.said).toContain('traces do not reach their receiver');
  expect(process.platform === 'linux' ? said.join('\n') : 'workers/main.ts').toContain('workers/main.ts');
});

test('a history has no plain word of the spec but its title and names of stages', async () => {
  const { raw } = await allTold(client, 'WorkflowId STARTS_WITH "canary-run"', codec);
  // Search attributes and ids show these, as docs/security.md tells; two activities are named so. Short words are Temporal's own, too.
  const shown = new Set([spec.title, ...spec.stages.map(({ name }) => name), 'rollout', 'score']);
  const words = [...new Set(wordsOf(spec))].filter((word) => word.length > 4 && !shown.has(word));
  expect(words.length).toBeGreaterThan(40);
  expect(words.filter((word) => new RegExp(`\\b${word.replaceAll(/\W/g, '\\$&')}\\b`).test(raw))).toEqual([]);
  expect(raw).toContain('binary/encrypted');
});

test('an encrypted history replays', async () => {
  const history = await plain.client.workflow.getHandle('canary-run').fetchHistory();
  const options = {
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    dataConverter: dataConverterOf(secrets),
  };
  await expect(Worker.runReplayHistory(options, history, 'canary-run')).resolves.toBeUndefined();
});

test('the codec server opens a history for the command line, and starts a run for it in cipher', async () => {
  const server = await codecServer();
  try {
    const at = ['--address', inject('servers')['TEMPORAL_ADDRESS']!];
    const show = ['workflow', 'show', ...at, '--workflow-id', 'canary-run', '--detailed'];
    const auth = `Bearer ${secrets.REWARDMAP_CODEC_TOKEN}`;
    const throughServer = { TEMPORAL_CODEC_ENDPOINT: server.url, TEMPORAL_CODEC_AUTH: auth };
    expect(await temporalCommand({}, show)).not.toContain('difficulty_aware');
    const opened = await temporalCommand(throughServer, show);
    expect(opened).toContain('difficulty_aware');
    expect(told(opened, canaries)).toEqual([]);

    const start = ['workflow', 'start', ...at, '--type', 'coldStart', '--task-queue', mainQueue];
    const asked = ['--workflow-id', 'canary-typed', '--input', JSON.stringify({ title: 'typed-canary' })];
    await temporalCommand(throughServer, [...start, ...asked]);
    const handle = plain.client.workflow.getHandle('canary-typed');
    await handle.result().catch(() => undefined);
    const { raw, opened: read } = await allTold(client, 'WorkflowId = "canary-typed"', codec);
    expect(raw).not.toContain('typed-canary');
    expect(read).toContain('typed-canary');
  } finally {
    server.child.kill('SIGTERM');
    await once(server.child, 'exit');
  }
});

async function codecServer(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const command = ['--import', 'tsx', 'infra/rewardmap.ts', 'rewardmap', 'codec-server', '--port', '0'];
  const cwd = fileURLToPath(new URL('../', import.meta.url));
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString()) ?? [];
  if (url === undefined) throw new Error(`the codec server said: ${line.toString()}`);
  return { child, url };
}

test('a key that is missing is told by its id, and what waited for it goes on once it is there; older keys still read', async () => {
  const rotated = withNewKey(keyFile);
  const ofBoth = { ...inThisProcess(), REWARDMAP_CODEC_KEYS: JSON.stringify(rotated) };
  const ofNew = { current: rotated.current, keys: { [rotated.current]: rotated.keys[rotated.current]! } };
  const [both, onlyNew] = await Promise.all([
    connectClient(ofBoth),
    connectClient({ ...inThisProcess(), REWARDMAP_CODEC_KEYS: JSON.stringify(ofNew) }),
  ]);
  const newer = new Fleet({
    ...inject('servers'),
    MINIO_BUCKET: root.bucket,
    REWARDMAP_CODEC_KEYS: JSON.stringify(rotated),
  });
  try {
    expect(await both.workflow.getHandle('canary-run').result()).toEqual(result);
    await expect(onlyNew.workflow.getHandle('canary-run').result()).rejects.toMatchObject({
      name: 'CodecKeyMissing',
      message: `a payload is encrypted by key "${keyFile.current}": REWARDMAP_CODEC_KEYS here has ${rotated.current}`,
    });
    // The fleet has the old key alone.
    const options = { workflowId: 'canary-rotated', taskQueue: mainQueue, args: [{ title: 'none' }] };
    const waiting = await both.workflow.start('coldStart', options);
    await expect.poll(() => fleet.said, { timeout: 60_000 }).toContain(`is encrypted by key "${rotated.current}"`);
    expect((await waiting.describe()).status.name).toBe('RUNNING');
    await fleet.stop();
    await newer.start('workflow');
    const failure = (await waiting.result().catch((error: unknown) => error)) as WorkflowFailedError;
    expect(failure.cause).toMatchObject({ type: 'InvalidSpec' });
  } finally {
    await newer.stop();
    await both.connection.close();
    await onlyNew.connection.close();
  }
});
