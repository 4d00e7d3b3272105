import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

import type { Client, WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Batch } from '../activities/data.ts';
import type { DatasetManifest } from '../activities/dataset-data.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { storeConnection } from '../store/connection.ts';
import { datasetNamed } from '../store/datasets.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
const root = new URL('../', import.meta.url);
/** In place of the folder that a person's own files are in. */
const folder = `.rewardmap/test-${randomUUID()}`;
const questions = 56;

/** The commands of docs/datasets.md that lead from nothing to a run, as people paste them. */
const page = readFileSync(new URL('docs/datasets.md', root), 'utf8');
const [, block = ''] = /^## Train on one\n.*?^```sh\n(.*?)^```/ms.exec(page) ?? [];
const [draw = '', imports = '', train = ''] = block.trimEnd().split('\n');

let temporal: TestClient;
let client: Client;
let store: ObjectStore;
let policyWorker: ChildProcess;
let undisturbed: Outcome;

type Run = WorkflowHandle<typeof trainCurriculum> & { readonly firstExecutionRunId: string };
type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

beforeAll(async () => {
  temporal = await testClient(servers);
  client = temporal.client;
  store = await openStore(storeConnection(servers));
  await mkdir(new URL(folder, root), { recursive: true });
  [policyWorker] = await Promise.all([fleet.start('policy'), fleet.start('workflow')]);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
  await rm(new URL(folder, root), { recursive: true, force: true });
});

/** Runs a command of the page that begins with `npm run -s rewardmap --`, with fewer questions and in a folder of the test's own. */
async function typed(command: string): Promise<string> {
  const line = command
    .replace('.rewardmap/', `${folder}/`)
    .replace('examples/', `${folder}/`)
    .replace(/--questions \d+/, `--questions ${questions}`);
  const { status, out, err } = await commandLine(line.replace('npm run -s rewardmap -- ', '').split(' '), servers);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out;
}

/** An example as the page names it, its files in the test's folder. */
async function example(command: string): Promise<string> {
  const [, file = ''] = /examples\/([\w-]+\.json)/.exec(command) ?? [];
  const spec = (await readFile(new URL(`examples/${file}`, root), 'utf8')).replaceAll('.rewardmap/', `${folder}/`);
  await writeFile(new URL(`${folder}/${file}`, root), spec);
  return spec;
}

/** The stages of the example's run in as few steps as there are questions for, and one of each other way to ask a dataset. */
async function smallCurriculum(): Promise<CurriculumSpec> {
  const { stages } = JSON.parse(await example(train)) as CurriculumSpec;
  const { dataset } = stages[0]!;
  return {
    ...smallRun,
    title: 'dataset',
    stages: [
      stages[0]!,
      { name: 'pupil', kinds: ['planning_short'], steps: 1, learn: 'supervised', dataset: dataset! },
      { name: 'mix', kinds: { planning_long: 1, Counting1: 1 }, steps: 2, dataset: { ...dataset!, order: 'stored' } },
      {
        name: 'adaptive',
        kinds: ['Counting2'],
        steps: 2,
        dataset: dataset!,
        difficulty: { adaptive: { window: 2, floor: 0.1 } },
      },
    ],
  };
}

const start = async (workflowId: string): Promise<Run> =>
  client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId,
    taskQueue: mainQueue,
    args: [await smallCurriculum()] as [unknown],
  });

/** What must not depend on what happened to workers and names. */
async function outcomeOf(run: Run) {
  const { run: name, report: _, seal: __, ...result } = await run.result();
  const log = await runRecords(store, name).logEntries(0, result.version.step);
  return { result, batches: log.map(({ stage, batch, after }) => ({ stage, batch, after })) };
}

test('the page leads from nothing to a run that passes each question of its kinds once', async () => {
  expect(await typed(draw)).toBe(`${folder}/drawn/data/train-00000-of-00001.parquet: ${questions} questions\n`);
  await example(imports);
  expect(await typed(imports)).toContain(`${questions} questions from ${questions} rows`);
  expect(train).toBe('npm start -- --spec examples/drawn-run.json');

  undisturbed = await outcomeOf(await start('dataset-run'));
  expect(undisturbed.result).toMatchObject({ outcome: 'finished', version: { step: 9 }, divergences: 0 });
  const passed = undisturbed.batches.filter(({ stage }) => stage === 'yes-no');
  const batches = await Promise.all(passed.map(({ batch }) => store.getJson<Batch>(batch)));
  const asked = batches.flatMap(({ groups }) => groups.map(({ question }) => question));
  expect(new Set(asked.map(({ kind }) => kind))).toEqual(new Set(['TorF1', 'TorF2']));
  expect(asked).toHaveLength(16);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(16);
  // Thoughts of generated questions come through parquet and import as they were written.
  expect(asked.every(({ solution }) => /^<think>.*<\/think>\\boxed\{(?:Yes|No)\}$/.test(solution))).toBe(true);
});

test('a policy worker that is killed and another dataset under the name change nothing', async () => {
  const pinned = await datasetNamed(store, 'drawn');
  const run = await start('dataset-run-killed');
  const records = runRecords(store, `${run.workflowId}/${run.firstExecutionRunId}`);
  while (!(await records.logEntry(1))) await new Promise((resolve) => setTimeout(resolve, 20));
  await typed(draw.replace(' --questions', ' --seed 2 --questions'));
  await typed(imports);
  await fleet.kill(policyWorker);
  policyWorker = await fleet.start('policy');
  expect(await datasetNamed(store, 'drawn')).not.toEqual(pinned);
  expect(await outcomeOf(run)).toEqual(undisturbed);
});

test('a run whose dataset is damaged on the way ends with the object that is', async () => {
  // The dataset of the first run, whose marks are there: the damage is met by a step.
  await typed(draw);
  await typed(imports);
  const { shards } = await store.getJson<DatasetManifest>(await datasetNamed(store, 'drawn'));
  for (const { lines } of shards) await store.publish(lines.key, Buffer.alloc(lines.bytes, 'x'), 'jsonl');
  const failed = (await (await start('dataset-damaged')).result().then(
    () => expect.fail('the run was not ended'),
    (error: unknown) => error,
  )) as WorkflowFailedError;
  const reasons: string[] = [];
  for (let cause: unknown = failed; cause instanceof Error; cause = cause.cause) reasons.push(cause.message);
  expect(reasons.at(-1)).toContain(`object ${shards[0]!.lines.key} has SHA-256`);
});
