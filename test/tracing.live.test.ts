import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Client, WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import { freePort } from '../infra/servers/ports.ts';
import { connectClient } from '../workers/connect.ts';
import { tracingOf } from '../workers/tracing.ts';
import { progressQuery } from '../workflows/messages.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { Fleet } from './fleet.ts';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';
import { runHistories } from './run-histories.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const servers = inject('servers');
/** What the receiver asks for, and nobody else may see. */
const token = 'a-word-of-the-receiver';
const oneTrace = { ...smallRun, title: 'traced', continueAsNewAfter: 100 };

let folder: string;
let receiver: OtlpReceiver;
let client: Client;
/** A client that traces nothing, as the Temporal CLI. */
let plain: TestClient;
let ended: string;

const start = (workflowId: string, spec: object): Promise<WorkflowHandle<typeof trainCurriculum>> =>
  client.workflow.start<typeof trainCurriculum>('trainCurriculum', { workflowId, taskQueue: mainQueue, args: [spec] });

/** A run that fails at once, for its spec cannot be run. */
async function refusedOf({ client }: TestClient, workflowId: string): Promise<void> {
  const options = { workflowId, taskQueue: mainQueue, args: [{ title: 'no-such-field-as', metro: 1 }] };
  await expect(client.workflow.execute('trainCurriculum', options)).rejects.toThrow('Workflow execution failed');
}

/** `delay`: milliseconds from one batch of spans to the next. */
const tracingTo = (endpoint: string, delay: number): Readonly<Record<string, string>> => ({
  ...servers,
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_HEADERS_FILE: join(folder, 'headers'),
  OTEL_BSP_SCHEDULE_DELAY: String(delay),
});

/** Has workers of both roles at work, and ends them in peace. */
async function served<T>(
  environment: Readonly<Record<string, string>>,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const fleet = new Fleet(environment);
  const workers = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  try {
    const result = await work(fleet);
    for (const worker of workers) worker.kill('SIGTERM');
    expect(await Promise.all(workers.map((worker) => fleet.ended(worker)))).toEqual([0, 0]);
    return result;
  } finally {
    await fleet.stop();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracing-'));
  await writeFile(join(folder, 'headers'), `authorization=${token}\n`, { mode: 0o600 });
  receiver = await OtlpReceiver.start();
  const environment = { ...servers, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
  client = await connectClient(environment);
  plain = await testClient(servers);
  // What is not sent when the workers end is never sent.
  await served(tracingTo(receiver.endpoint, 3_600_000), async () => {
    await refusedOf(plain, 'refused');
    const runs = [await start('traced', oneTrace), await start('traced-in-parts', { ...smallRun, title: 'parts' })];
    const [traced] = await Promise.all(runs.map((run) => run.result()));
    ended = traced!.version.digest;
  });
  await (await tracingOf(environment, 'client')).sent();
  const never = { ...tracingTo(receiver.endpoint, 3_600_000), OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
  await served(never, () => refusedOf(plain, 'refused-and-not-sampled'));
});

afterAll(async () => {
  await client.connection.close();
  await plain.close();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

const spansOf = (run: string): readonly ReceivedSpan[] =>
  receiver.spans.filter(({ attributes }) => attributes['rewardmap.run'] === run);

/** A span and those that it is within, from the outermost on. */
function within(span: ReceivedSpan): readonly ReceivedSpan[] {
  const parent = receiver.spans.find(({ id, trace }) => id === span.parent && trace === span.trace);
  if (!parent && span.parent) throw new Error(`the parent of ${span.name} did not come`);
  return parent ? [...within(parent), span] : [span];
}

const at = (name: string, stage: string, step: number): ReceivedSpan => {
  const found = spansOf('traced').find(
    ({ name: each, attributes }) =>
      each === name && attributes['rewardmap.stage'] === stage && attributes['rewardmap.step'] === step,
  );
  if (!found) throw new Error(`no span ${name} of ${stage} step ${step}`);
  return found;
};

test('a run is one trace from the client down to what an activity does', () => {
  const begins = ['StartWorkflow:trainCurriculum', 'RunWorkflow:trainCurriculum'];
  const stage = [...begins, 'StartChildWorkflow:trainStage', 'RunWorkflow:trainStage'];
  const names = (span: ReceivedSpan): readonly string[] => within(span).map(({ name }) => name);
  const rollout = [...stage, 'StartActivity:rollout', 'RunActivity:rollout'];
  for (const piece of ['read questions', 'wait for the device', 'bring to version', 'sample', 'keep answers']) {
    expect(names(at(piece, 'counting', 3))).toEqual([...rollout, piece]);
  }
  const update = [...stage, 'StartActivity:scoreAndUpdate', 'RunActivity:scoreAndUpdate'];
  for (const piece of ['score', 'read batch', 'wait for the device', 'bring to version', 'update', 'write log entry']) {
    const spans = spansOf('traced').filter(
      ({ name, attributes }) => name === piece && attributes['rewardmap.step'] === 6,
    );
    expect(spans.map(names)).toContainEqual([...update, piece]);
  }
  expect(new Set(spansOf('traced').map(({ trace }) => trace)).size).toBe(1);
  expect(within(at('sample', 'planning', 7)).map(({ service }) => service)).toEqual([
    'rewardmap-client',
    ...Array.from({ length: 4 }, () => 'rewardmap-workflow'),
    ...Array.from({ length: 2 }, () => 'rewardmap-policy'),
  ]);
});

test('spans tell run, stage and step, the ids that Temporal knows them by, and nothing else', () => {
  expect(at('sample', 'counting', 3).attributes).toEqual({
    'rewardmap.run': 'traced',
    'rewardmap.stage': 'counting',
    'rewardmap.step': 3,
    'rewardmap.attempt': 1,
  });
  expect(at('RunWorkflow:trainStage', 'counting', 0).attributes).toEqual({
    'rewardmap.run': 'traced',
    'rewardmap.stage': 'counting',
    'rewardmap.step': 0,
    temporalWorkflowId: 'traced/stage-counting',
    run_id: expect.any(String),
  });
  const names = new Set(receiver.spans.flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...names].filter((name) => !name.startsWith('rewardmap.')).toSorted()).toEqual([
    'run_id',
    'temporalActivityId',
    'temporalWorkflowId',
  ]);
  expect(receiver.headers['authorization']).toBe(token);
  const all = Buffer.concat(receiver.bodies).toString('latin1');
  expect(all).toContain('RunActivity:rollout');
  expect(all).not.toMatch(new RegExp(`${token}|${servers['MINIO_SECRET_KEY']}|metro|manifest`, 'i'));
});

test('a stage that continues as new goes on in another trace, linked to the one before', () => {
  const parts = spansOf('traced-in-parts').filter(
    ({ name, attributes }) => name === 'RunWorkflow:trainStage' && attributes['rewardmap.stage'] === 'counting',
  );
  const [first, second] = parts.toSorted((a, b) => Number(a.parent === '') - Number(b.parent === ''));
  expect(parts).toHaveLength(2);
  expect(first?.links).toEqual([]);
  expect(second).toMatchObject({ parent: '', attributes: { 'rewardmap.step': 3 } });
  const [link] = second!.links;
  const from = receiver.spans.find(({ id }) => id === link?.span);
  expect(from).toMatchObject({ name: 'ContinueAsNew:trainStage', trace: first!.trace, parent: first!.id });
});

test('a run that is started by who traces nothing is traced from its workflow on, where the sampler says so', () => {
  const of = (run: string): readonly ReceivedSpan[] =>
    receiver.spans.filter(({ attributes }) => attributes['temporalWorkflowId'] === run);
  const [failed] = of('refused').filter(({ name }) => name === 'RunWorkflow:trainCurriculum');
  expect(failed).toMatchObject({ parent: '', attributes: { 'rewardmap.run': 'refused' }, status: { code: 2 } });
  expect(failed?.status.message).toBeFalsy();
  expect(failed?.events).toEqual([{ 'exception.type': expect.any(String) }]);
  expect(of('refused').map(({ name }) => name)).toContain('RunActivity:openRun');
  expect(of('refused-and-not-sampled')).toEqual([]);
});

test('what a traced run leaves behind replays where nothing is traced', async () => {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const histories = [...(await runHistories(client, 'traced')), ...(await runHistories(client, 'traced-in-parts'))];
  expect(JSON.stringify(histories)).toContain('_tracer-data');
  for (const { workflowId, events } of histories) {
    await expect(
      Worker.runReplayHistory({ workflowBundle }, { events: [...events] }, workflowId),
    ).resolves.toBeUndefined();
  }
});

test('a run ends as it would though nobody takes its traces, and though tracing is turned off and on under it', async () => {
  const nobody = tracingTo(`http://127.0.0.1:${await freePort()}`, 100);
  const run = await start('traced-by-turns', oneTrace);
  const reached = async (step: number): Promise<void> => {
    while ((await run.query(progressQuery)).step < step) await sleep(100);
  };
  let told = '';
  await served(nobody, async (fleet) => {
    await reached(2);
    told = fleet.said;
  });
  await served(servers, () => reached(5));
  const { version } = await served(nobody, () => run.result());
  expect(version.digest).toBe(ended);
  expect(told.match(/traces do not reach their receiver/g)?.length).toBeGreaterThan(0);
});
