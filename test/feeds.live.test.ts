import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { CurriculumSpec } from '../activities/spec.ts';
import type { MetricLine } from '../report/metric-line.ts';
import { eventFileName } from '../report/tensorboard/event-file.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import type { coldStart } from '../workflows/cold-start.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { documentedMetrics, isNamed } from './documented-metrics.ts';
import { smallColdStart } from './small-cold-start.ts';
import { gatedRun, taughtStage } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
// The station lists of the test lie outside of the project.
const fleet = new Fleet({ ...servers, REWARDMAP_FOLDERS: tmpdir() });
const documented = await documentedMetrics();

let temporal: TestClient;
let folder: string;
let result: CurriculumResult;
let lines: readonly MetricLine[];
let taughtLines: readonly MetricLine[];

/** A gated stage, a supervised one and one of planning, evaluated on a city that fits and on one that does not. */
const measuredRun = (cities: string): CurriculumSpec => ({
  ...gatedRun,
  title: 'measured',
  order: [['Counting2'], ['TorF1'], ['planning_short']],
  stages: [
    gatedRun.stages[0]!,
    { ...taughtStage, kinds: ['TorF1'], steps: 2 },
    { name: 'planning', kinds: ['planning_short'], steps: 1 },
  ],
  evaluation: { ...gatedRun.evaluation, cities, questionsPerCity: 7, blank: true },
});

const stops = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

async function writeCities(): Promise<string> {
  const cities = join(folder, 'cities');
  const tooMany = Object.fromEntries(stops('Line ', 6).map((name) => [name, ['centre', `${name} end`]]));
  const lists = { Town: { Azul: stops('a', 9), Verde: ['v', 'a4', 'w'] }, Sprawl: tooMany };
  await mkdir(join(cities, 'land'), { recursive: true });
  for (const [city, list] of Object.entries(lists))
    await writeFile(join(cities, 'land', `${city}.json`), JSON.stringify(list));
  return cities;
}

const linesOf = (text: string): readonly MetricLine[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MetricLine);

const exported = (workflowId: string, out: string, ...options: readonly string[]) =>
  commandLine(['export', '--workflow-id', workflowId, '--out', out, ...options], servers);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feeds-'));
  temporal = await testClient(servers);
  await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
  const { workflow } = temporal.client;
  const started = (workflowId: string, spec: unknown) => ({
    workflowId,
    taskQueue: mainQueue,
    args: [spec] as [unknown],
  });
  result = await workflow.execute<typeof trainCurriculum>(
    'trainCurriculum',
    started('measured', measuredRun(await writeCities())),
  );
  await workflow.execute<typeof coldStart>('coldStart', started('measured-cold', smallColdStart));
}, 300_000);

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
  await rm(folder, { recursive: true });
});

test('metrics.jsonl tells a run in order, and is made again from its records as it was published', async () => {
  const out = join(folder, 'out');
  const { status, out: printed } = await exported('measured', out);
  expect(status).toBe(0);
  expect(printed).toBe(`${join(out, 'metrics.jsonl')}\n${join(out, eventFileName)}\n`);
  const text = await readFile(join(out, 'metrics.jsonl'), 'utf8');
  const store = await openStore(storeConnection(servers));
  expect(String(await store.read(`runs/${result.run}/metrics.jsonl`))).toBe(text);
  lines = linesOf(text);
  expect(lines.map(({ stage, step }) => `${stage} ${step}`)).toEqual([
    'before 0',
    'before-blank 0',
    ...[0, 1].map((step) => `counting ${step}`),
    'counting 2',
    ...[2, 3].map((step) => `counting ${step}`),
    'counting 4',
    ...[4, 5].map((step) => `taught ${step}`),
    'planning 6',
    'after 7',
    'after-blank 7',
  ]);
  expect(new Set(lines.map(({ run, schemaVersion }) => `${run} ${schemaVersion}`))).toEqual(
    new Set([`${result.run} 1`]),
  );
  expect(lines[0]!.metrics).toMatchObject({ 'val-aux/city/Town/count': 7, 'val-aux/cities/count': 7 });
  expect(result.after.notice).toBe(
    'Cities that do not fit the grid: Sprawl (6 lines, a map has at most 5). Transfers that plans about cities need: 0 in 1, 1 in 1.',
  );
});

test('a cold start tells each step and its evaluation', async () => {
  const out = join(folder, 'cold');
  expect(await exported('measured-cold', out, '--to', 'jsonl')).toMatchObject({
    status: 0,
    out: `${join(out, 'metrics.jsonl')}\n`,
  });
  taughtLines = linesOf(await readFile(join(out, 'metrics.jsonl'), 'utf8'));
  const steps = smallColdStart.phases.flatMap(({ name, steps }) => Array.from({ length: steps }, () => name));
  expect(taughtLines.map(({ stage, step }) => [stage, step])).toEqual([
    ...steps.map((stage, step) => [stage, step]),
    ['after', steps.length],
  ]);
});

/** What the tables say that lines of a sort have; whether the lines have all of it, and nothing else. */
function expectDocumented(sort: readonly MetricLine[], sections: readonly (keyof typeof documented)[]): void {
  const rows = sections.flatMap((section) => documented[section]!);
  expect(sort.length).toBeGreaterThan(0);
  for (const { metrics } of sort) {
    const names = Object.keys(metrics);
    expect(names.filter((name) => !rows.some((row) => isNamed(row.name, name)))).toEqual([]);
    const always = rows.filter(({ onlyWhere }) => onlyWhere === '');
    expect(always.filter((row) => !names.some((name) => isNamed(row.name, name)))).toEqual([]);
  }
}

test('every metric that runs write is documented, and every documented one is written or says where it is not', () => {
  const steps = lines.filter(({ metrics }) => 'perf/questions' in metrics);
  const evaluations = [...lines, ...taughtLines].filter(
    ({ metrics }) => !('perf/questions' in metrics || 'train/loss' in metrics),
  );
  const gates = lines.filter(({ metrics }) => 'gate-aux/unreadable' in metrics);
  const ofEach = ['Counts', 'Seconds'];
  expectDocumented(
    steps.filter(({ stage }) => stage !== 'taught'),
    ['Answers and rewards', 'The update', ...ofEach],
  );
  expectDocumented(
    steps.filter(({ stage }) => stage === 'taught'),
    ['Supervised training', ...ofEach],
  );
  expectDocumented(taughtLines.slice(0, -1), ['Supervised training']);
  expectDocumented(evaluations, ['Evaluations']);
  expect(gates.flatMap(({ metrics }) => Object.keys(metrics))).toContain('gate-core/Counting2/acc');
});

test.each([
  ['nothing', 'there is no such run in this store'],
  ['measured/evaluate-before', 'there is no such run in this store'],
  ['../measured', '"runs/../measured/run.json" is no name in a bucket'],
])('export of %s ends with status 2 and says why', async (workflowId, message) => {
  const { status, err } = await exported(workflowId, join(folder, 'none'));
  expect(err).toContain(`--workflow-id ${workflowId}: ${message}`);
  expect(status).toBe(2);
});

test('export to where no folder can be ends with status 2 and says why', async () => {
  const { status, err } = await exported('measured', '/dev/null/feeds');
  expect(err).toContain('--out /dev/null/feeds: cannot be written');
  expect(status).toBe(2);
});
