import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { rootCause } from '@temporalio/common';
import { Client as MinioClient } from 'minio';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Prediction } from '../activities/evaluation.ts';
import type { EvaluationSpec } from '../activities/evaluation-spec.ts';
import type { ScoredPrediction } from '../reward/benchmarks/score-prediction.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { evaluatePolicy, EvaluatePolicyResult } from '../workflows/evaluate-policy.ts';
import { progressQuery } from '../workflows/messages.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import type { StationList } from '../transit/network.ts';
import { commandLine } from './command-line.ts';
import { putDrawnBenchmark, smallEvaluation } from './drawn-benchmark.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { takenActivities } from './taken-activities.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
const questions = 60;

let temporal: TestClient;
let store: ObjectStore;
let minio: MinioClient;
let bucket: string;
let policyWorker: ChildProcess;
let spec: EvaluationSpec;

type Run = WorkflowHandle<typeof evaluatePolicy>;

beforeAll(async () => {
  temporal = await testClient(servers);
  const { bucket: name, ...connection } = storeConnection(servers);
  [store, minio, bucket] = [await openStore({ bucket: name, ...connection }), new MinioClient(connection), name];
  [, policyWorker] = await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  const { sha256 } = await putDrawnBenchmark(store, questions, 1);
  spec = smallEvaluation(sha256);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

function start(changes: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  return temporal.client.workflow.start<typeof evaluatePolicy>('evaluatePolicy', {
    workflowId: `evaluation-${randomUUID()}`,
    taskQueue: mainQueue,
    args: [{ ...spec, ...changes }],
  });
}

const evaluate = async (changes: Readonly<Record<string, unknown>> = {}): Promise<EvaluatePolicyResult> =>
  (await start(changes)).result();

async function failureOf(run: Run): Promise<{ type: string | undefined; message: string | undefined }> {
  const error = await run.result().then(
    () => expect.fail('the evaluation did not fail'),
    (failed: WorkflowFailedError) => failed,
  );
  return { type: (error.cause as { type?: string }).type, message: rootCause(error.cause) };
}

async function lines<Line>(ref: ObjectRef): Promise<readonly Line[]> {
  const text = (await store.get(ref)).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const activitiesOf = async (run: Run): Promise<readonly string[]> =>
  ((await run.fetchHistory()).events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
  );

/** When each part of an evaluation was last written. */
async function partsWritten(digest: string): Promise<ReadonlyMap<string, string>> {
  const keys = await store.listKeys(`evaluations/${digest}/parts/`);
  const times = await Promise.all(
    keys.map(async (key) => [key, (await minio.statObject(bucket, key)).lastModified.toISOString()] as const),
  );
  return new Map(times);
}

/** As if the evaluation had never been. */
async function forget(digest: string): Promise<void> {
  for (const key of await store.listKeys(`evaluations/${digest}/`)) await minio.removeObject(bucket, key);
}

test('a benchmark file is asked, scored and published; the same evaluation is answered from what is kept', async () => {
  const run = await start();
  const result = await run.result();
  expect(result).toMatchObject({ cached: false, asked: questions, questions, benchmark: 'reasonmap-plus' });
  const predictions = await lines<Prediction>(result.files.predictions);
  const scores = await lines<ScoredPrediction>(result.files.scores);
  expect(predictions.map(({ id }) => id)).toEqual(scores.map(({ id }) => id));
  const right = scores.filter((score) => score.scores.accuracy === 1).length;
  expect(right).toBeGreaterThan(0);
  expect(result.metrics).toMatchObject({
    accuracy: right / questions,
    unparsable: scores.filter(({ unparsable }) => unparsable).length,
    questions_with_unknown_words: 0,
    questions_cut: 0,
  });
  expect((await store.get(result.files.tableText)).toString()).toBe(`${result.table}\n`);
  expect(JSON.parse((await store.get(result.files.tableJson)).toString())).toMatchObject({ count: questions });
  expect(Object.values(result.files).map(({ key }) => key)).toEqual(
    ['predictions.jsonl', 'scores.jsonl', 'table.txt', 'table.json'].map(
      (file) => `evaluations/${result.digest}/${file}`,
    ),
  );
  expect(await run.query(progressQuery)).toMatchObject({
    state: 'ended',
    stage: 'reasonmap-plus',
    step: 30,
    steps: 30,
  });
  const { searchAttributes, memo } = await run.describe();
  expect(searchAttributes).toMatchObject({ RewardMapRun: ['drawn'], RewardMapStage: ['reasonmap-plus'] });
  expect(memo).toMatchObject({ records: `evaluations/${result.digest}/` });

  const again = await start({ title: 'again', shardSize: 7 });
  expect(await again.result()).toEqual({ ...result, cached: true, asked: 0 });
  expect(await activitiesOf(again)).toEqual(['openEvaluation']);
});

test('what decides the answers is part of the name: settings, pictures, data, policy', async () => {
  const first = await evaluate();
  const { key } = await putDrawnBenchmark(store, 10, 2);
  const others = await Promise.all([
    evaluate({ blankImages: true }),
    evaluate({ sampling: { temperature: 1, maxAnswerTokens: 48, seed: 7 } }),
    evaluate({ sampling: { temperature: 1, maxAnswerTokens: 48, seed: 8 } }),
    evaluate({ benchmark: { ...spec.benchmark, file: key } }),
    evaluate({ policy: { base: 'policy/base/tiny', threads: 2 } }),
    evaluate({ benchmark: { ...spec.benchmark, preset: 'paper' } }),
  ]);
  expect(new Set([first, ...others].map(({ digest }) => digest)).size).toBe(7);
  const texts = new Set([first, ...others.slice(0, 3)].map(({ files }) => files.predictions.sha256));
  expect(texts.size).toBe(4);
});

test('an evaluation whose files went bad is made again, with the same bytes', async () => {
  const result = await evaluate();
  await minio.putObject(bucket, result.files.scores.key, 'bad');
  const mended = await evaluate();
  // Its parts were kept: nothing is asked.
  expect(mended).toEqual({ ...result, cached: false, asked: 0 });

  const [part] = await store.listKeys(`evaluations/${result.digest}/parts/`);
  const answers = (await store.readRecord<ObjectRef>(part!))!;
  await minio.putObject(bucket, answers.key, 'bad');
  await minio.removeObject(bucket, `evaluations/${result.digest}/evaluation.json`);
  expect(await evaluate()).toEqual({ ...result, cached: false, asked: 2 });
  expect(await evaluate()).toEqual({ ...result, cached: true, asked: 0 });
});

test.each(['{"trunc', '{}', '{"value":{"metrics":{}},"sha256":"0"}'])(
  'a record that became %s counts for nothing',
  async (bad) => {
    const result = await evaluate();
    const [part] = await store.listKeys(`evaluations/${result.digest}/parts/`);
    await minio.putObject(bucket, `evaluations/${result.digest}/evaluation.json`, bad);
    await minio.putObject(bucket, part!, bad);
    expect(await evaluate()).toEqual({ ...result, cached: false, asked: 2 });
    expect(await evaluate()).toEqual({ ...result, cached: true, asked: 0 });
  },
);

test('a policy worker killed in the middle costs the parts in hand; no kept part is asked again', async () => {
  const undisturbed = await evaluate();
  await forget(undisturbed.digest);
  const run = await start();
  while ((await partsWritten(undisturbed.digest)).size < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await fleet.killWhile(policyWorker, async () => {
    return takenActivities(await run.describe()).some(({ activityType }) => activityType?.name === 'answerPart');
  });
  const kept = await partsWritten(undisturbed.digest);
  expect(kept.size).toBeLessThan(30);
  policyWorker = await fleet.start('policy');
  // An attempt that died between keeping its answers and saying so is not counted.
  expect(await run.result()).toEqual({ ...undisturbed, cached: false, asked: expect.any(Number) });
  expect([...(await partsWritten(undisturbed.digest))]).toEqual(expect.arrayContaining([...kept]));
  const events = (await run.fetchHistory()).events ?? [];
  const attempts = events.map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0);
  expect(Math.max(...attempts)).toBeGreaterThan(1);
});

test('an evaluation that was terminated goes on, when it is started again, with the parts that lack answers', async () => {
  const undisturbed = await evaluate();
  await forget(undisturbed.digest);
  const run = await start();
  while ((await partsWritten(undisturbed.digest)).size < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await run.terminate();
  const kept = await partsWritten(undisturbed.digest);
  const result = await evaluate();
  expect(result).toEqual({ ...undisturbed, cached: false, asked: expect.any(Number) });
  expect(result.asked).toBeLessThanOrEqual(questions - 2 * kept.size);
  expect([...(await partsWritten(undisturbed.digest))]).toEqual(expect.arrayContaining([...kept]));
});

test('any version of a run is asked: kept, the newest, or made again', async () => {
  const trained = await temporal.client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId: `trained-${randomUUID()}`,
    taskQueue: mainQueue,
    args: [smallRun],
  });
  const { run, version } = await trained.result();
  const { after } = (await runRecords(store, run).logEntry(2))!;
  expect(await evaluate({ policy: { run, step: 3 } })).toMatchObject({ version: { step: 3, digest: after } });
  const newest = await evaluate({ policy: { run, step: 'newest' } });
  expect(newest).toMatchObject({ version, cached: false });
  const snapshot = `runs/${run}/snapshots/000008.json`;
  expect(await evaluate({ policy: { snapshot } })).toEqual({ ...newest, cached: true, asked: 0 });
  expect(await failureOf(await start({ policy: { run, step: 9 } }))).toEqual({
    type: 'InvalidSpec',
    message: `this spec cannot be run. policy: run ${run} has no version 9; its newest snapshot is 8`,
  });
});

test('a bad spec is refused with every wrong field', async () => {
  const { type, message } = await failureOf(
    await start({
      title: '',
      policy: { run: 'no-run-id', step: -1 },
      benchmark: { name: 'reasonmap+', file: 'x', folder: 1 },
      sampling: { temperature: -1, maxAnswerTokens: 48 },
      blankImages: 'no',
      shards: 2,
    }),
  );
  expect(type).toBe('InvalidSpec');
  expect(message?.replace('this spec cannot be run. ', '').split('; ')).toEqual([
    'title: Too small: expected string to have >=1 characters',
    'policy.run: must be <workflow id>/<run id>, as the result of a run names it',
    expect.stringContaining('policy.step: '),
    expect.stringContaining('benchmark.name: expected one of "reasonmap"|"reasonmap-plus"|'),
    'benchmark.preset: expected one of "released"|"paper"',
    'benchmark.folder: there is no such field',
    'sampling.temperature: Too small: expected number to be >=0',
    'sampling.seed: is missing',
    'blankImages: expected boolean, received string',
    'shards: there is no such field',
  ]);
});

test.each([
  [{ policy: { base: 'policy/none', threads: 1 } }, 'policy.base: The base policy in '],
  [{ policy: { run: 'none/none', step: 0 } }, 'policy: there is no run none/none in this store'],
  [{ sampling: { temperature: 0, maxAnswerTokens: 49, seed: 1 } }, 'sampling.maxAnswerTokens: the policy writes 48'],
])('%j is refused by name', async (changes, problem) => {
  const { type, message } = await failureOf(await start(changes));
  expect(type).toBe('InvalidSpec');
  expect(message).toContain(`this spec cannot be run. ${problem}`);
});

test('a file that is not there, or not what its digest says, or no such benchmark, ends the evaluation by name', async () => {
  const gone = 'f'.repeat(64);
  const missing = { ...spec.benchmark, file: gone };
  expect(await failureOf(await start({ benchmark: missing }))).toEqual({
    type: 'MissingObject',
    message: `benchmark.file: there is no object ${gone} in this store: put-benchmark brings it there`,
  });
  const { key, sha256 } = await putDrawnBenchmark(store, 5, 3);
  await minio.putObject(bucket, key, '{"question":"?"}');
  const corrupt = await failureOf(await start({ benchmark: { ...spec.benchmark, file: sha256 } }));
  expect(corrupt.type).toBe('CorruptObject');
  expect(corrupt.message).toMatch(new RegExp(`^object ${key} has SHA-256 [0-9a-f]{64}, it must have ${sha256}$`));
  await minio.putObject(bucket, 'mine.jsonl', '{"question":"?","type":"TorF3","answer":1}\n');
  const bad = await failureOf(await start({ benchmark: { ...spec.benchmark, file: 'mine.jsonl' } }));
  expect(bad.type).toBe('BenchmarkError');
  expect(bad.message).toMatch(/^benchmark\.file mine\.jsonl: line 1 \(0\): type: .*\nline 1 \(0\): difficulty_city: /);
});

const tsv = (rows: readonly (readonly string[])[]): Buffer =>
  Buffer.from(rows.map((row) => `${row.join('\t')}\n`).join(''));
const head = ['index', 'image', 'question', 'A', 'B', 'answer', 'category'];

test('photographs of any size and English questions are made to fit, and what the policy cannot read is counted', async () => {
  const wide = sharp({ create: { width: 900, height: 300, channels: 3, background: 'green' } });
  const [jpeg, png] = await Promise.all([wide.jpeg().toBuffer(), wide.png().toBuffer()]);
  const question = 'What is the colour of the umbrella on the left?';
  const codes = 'A1 A2 A3 A4 A5 A6 A7 A8 B1 B2 B3 B4 B5 B6 B7 B8 C1';
  const file = await store.put(
    tsv([
      head,
      ['0', jpeg.toString('base64'), question, 'red', 'green', 'B', 'colour'],
      ['1', png.toString('base64'), codes, 'red', 'green', 'B', 'colour'],
      ['2', '0', question, 'red', 'green', 'A', 'place'],
    ]),
    'tsv',
  );
  const result = await evaluate({ benchmark: { ...spec.benchmark, name: 'vstar', file: file.sha256 } });
  expect(result).toMatchObject({
    questions: 3,
    asked: 3,
    metrics: { questions_with_unknown_words: 3, questions_cut: 1 },
  });
  expect((await lines<Prediction>(result.files.predictions)).map(({ id }) => id)).toEqual(['0', '1', '2']);
});

test('a picture that cannot be decoded ends the evaluation with its row; the blank-image control does not look', async () => {
  const picture = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>').toString('base64');
  const file = await store.put(tsv([head, ['7', picture, 'What?', 'red', 'green', 'B', 'colour']]), 'tsv');
  const benchmark = { ...spec.benchmark, name: 'vstar', file: file.key };
  expect(await failureOf(await start({ benchmark }))).toEqual({
    type: undefined,
    message: 'row 7: the picture is no picture: allowed are PNG, JPEG, WebP',
  });
  expect(await evaluate({ benchmark, blankImages: true })).toMatchObject({ questions: 1, asked: 1 });
});

const data = new URL('../../shared/data/', import.meta.url);
const skipped = existsSync(data) ? '' : ' (skipped: ../shared/data is not here)';

test.skipIf(skipped)(
  `routes on a real map are asked: picture and station list travel in the file${skipped}`,
  async () => {
    const stations = fileURLToPath(new URL('stations', data));
    const pictures = fileURLToPath(new URL('maps', data));
    const lines = JSON.parse(await readFile(new URL('stations/norway/oslo.json', data), 'utf8')) as StationList;
    const [line, stops] = Object.entries(lines)[0]!;
    const [from, to] = [stops[0]!, stops[3]!];
    const section = { route_name: line, departure_stop: from, arrival_stop: to, num_via_stops: 2, via_stops: [] };
    const route = {
      country: 'norway',
      city: 'oslo',
      station_1: from,
      station_2: to,
      figure: 'norway/oslo.png',
      difficulty_city: 'easy',
      difficulty_question: 'easy',
      routes: { 'Route 1': [section] },
      question_short: `From ${from} to ${to}?`,
      question_long: `From ${from} to ${to}, and how many via stops?`,
    };
    const folder = await mkdtemp(join(tmpdir(), 'rewardmap-routes-'));
    const file = join(folder, 'routes.json');
    await writeFile(file, JSON.stringify([route, { ...route, id: 'again' }]));
    const beside = ['--stations', stations, '--pictures', pictures];
    const put = await commandLine(['put-benchmark', '--benchmark', 'reasonmap', '--file', file, ...beside], servers);
    await rm(folder, { recursive: true });
    expect(put).toMatchObject({ status: 0, err: '' });
    const { key, rows } = JSON.parse(put.out) as { key: string; rows: number };
    expect(rows).toBe(4);
    const result = await evaluate({ benchmark: { ...spec.benchmark, name: 'reasonmap', file: key } });
    expect(result).toMatchObject({ questions: 4, metrics: { accuracy_short: 0, map_score_long: expect.any(Number) } });
  },
);
