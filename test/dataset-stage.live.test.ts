import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Batch, RunManifest, ScoredBatch } from '../activities/data.ts';
import type { DatasetManifest } from '../activities/dataset-data.ts';
import type { RunPlan } from '../activities/open-run.ts';
import type { StageSpec } from '../activities/stage-spec.ts';
import { datasetNamed } from '../store/datasets.ts';
import type { ObjectRef } from '../store/objects.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { importDataset } from './import-dataset.ts';
import { publishedFiles, smallDataset } from './published-dataset.ts';

/** The name that the rig's steps go by. */
const name = 'counting';

let rig: ActivityRig;
let folder: string;

beforeAll(async () => {
  rig = await ActivityRig.make(inject('servers'));
  folder = await mkdtemp(join(tmpdir(), 'rewardmap-stage-'));
  for (const [path, content] of Object.entries(await publishedFiles())) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const reach = { store: rig.store, projectFolder: pathToFileURL(`${folder}/`), environment: {} };
  const source = { kind: 'folder', path: '.' } as const;
  await importDataset({ ...smallDataset, source, name: 'stage-dense' }, reach);
  await importDataset({ ...smallDataset, source, split: 'test', name: 'stage-plans' }, reach);
});

afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

const dense = { name: 'stage-dense', order: 'stored', strangeTexts: 'read' } as const;
const plans = { ...dense, name: 'stage-plans' } as const;

const open = (...stages: readonly Partial<StageSpec>[]): Promise<RunPlan> =>
  rig.open({ stages: stages.map((stage) => ({ name, kinds: ['Counting2'], ...stage })) });
const select = (plan: RunPlan, step: number): Promise<ObjectRef> =>
  run(rig.light.selectBatch, { run: plan.run, stage: name, firstStep: 0, step });

test('a batch has rows in order with their labels, pictures at the policy’s size and station lists', async () => {
  const plan = await open({ kinds: ['planning_short'], pool: 'all', dataset: plans });
  expect(plan.stages).toEqual([{ name, firstStep: 0, endStep: 15, ahead: 4 }]);
  const ref = await select(plan, 1);
  expect(await select(plan, 1)).toEqual(ref);
  const { groups } = await rig.store.getJson<Batch>(ref);
  expect(groups.map(({ question }) => question.id)).toEqual([4, 5, 6, 7].map((row) => `stage-plans/${row}/short`));
  const [{ question, map, stations }] = groups as [Batch['groups'][number]];
  expect(question).toMatchObject({ type: 'planning', station_1: 'Station 4', station_2: 'Station 5' });
  expect(question.solution).toBe('Route Name: Line 1\nDeparture Stop: Station 4\nArrival Stop: Station 5');
  expect(stations).toMatchObject({ 'Line 1': ['Station 4', 'Station 5'] });
  expect(await sharp(await rig.store.get(map)).metadata()).toMatchObject({ width: 128, height: 144, channels: 3 });
});

test('published rows are answered, rewarded and learnt from, the same on any device', async () => {
  const plan = await open({ kinds: ['planning_long'], steps: 3, dataset: { ...plans, order: 'shuffled' } });
  const version = { step: 0, digest: plan.base.digest };
  const device = rig.device();
  const { policy, metrics } = await rig.step(device, plan.run, version);
  expect(metrics).toMatchObject({ 'critic/rewards/mean': expect.any(Number), 'actor/grad_norm': expect.any(Number) });
  const { batch } = await rig.scored(device, plan.run, version);
  const { groups } = await rig.store.getJson<ScoredBatch>(batch);
  expect(groups.every(({ answers }) => answers.every(({ reward }) => reward.detailReward !== null))).toBe(true);
  // Another device, with nothing in memory, makes version 1 again from the log.
  const again = await rig.step(rig.device(), plan.run, policy.version);
  expect(again.policy).toMatchObject({ version: { step: 2 }, divergences: 0 });
});

test('the last step of a pass has what is left, and no shard minds having nothing', async () => {
  const plan = await open({ pool: 5, dataset: dense });
  expect(plan.stages[0]).toMatchObject({ endStep: 2 });
  const batch = await select(plan, 1);
  expect((await rig.store.getJson<Batch>(batch)).groups).toHaveLength(1);
  const { policy } = rig.device();
  const at = { run: plan.run, stage: name, step: 1, version: plan.base, batch, sampling: 'train' as const, shards: 2 };
  const rollouts = [await run(policy.rollout, { ...at, shard: 0 }), await run(policy.rollout, { ...at, shard: 1 })];
  const { batch: scored } = await run(rig.light.score, { run: plan.run, stage: name, step: 1, batch, rollouts });
  expect((await rig.store.getJson<ScoredBatch>(scored)).groups[0]?.answers).toHaveLength(4);
});

test.each([
  [
    'no such dataset',
    { steps: 2, dataset: { ...dense, name: 'none' } },
    'stages.0.dataset.name: there is no dataset "none" in this store',
  ],
  [
    'a kind without questions',
    { kinds: ['Counting2', 'TorF1'], steps: 2, dataset: dense },
    'stages.0.kinds: dataset "stage-dense" has no question of TorF1',
  ],
  [
    'a pool larger than what is there',
    { pool: 400, dataset: dense },
    'stages.0.pool: asks 400 questions of Counting2, there are 300 in dataset "stage-dense"',
  ],
  [
    'a share larger than what is there',
    { kinds: { planning_short: 4, planning_long: 1 }, pool: 100, dataset: plans },
    'stages.0.pool: asks 80 questions of planning_short, there are 60 in dataset "stage-plans"',
  ],
  [
    'texts in English',
    { steps: 2, dataset: { ...dense, strangeTexts: 'refuse' } },
    'stages.0.dataset.strangeTexts: 300 of 300 questions have words that the policy does not know, or are too long for it, such as record 0 of dataset "stage-dense", "How many lines stop at Station 0?"',
  ],
  [
    'nothing left to read',
    { steps: 2, dataset: { ...dense, strangeTexts: 'skip' } },
    'stages.0.kinds: dataset "stage-dense" has no question of Counting2 that the policy can read',
  ],
  [
    'solutions that the policy has no words for',
    { kinds: ['planning_short'], steps: 2, learn: 'supervised', dataset: plans },
    'stages.0.dataset.strangeTexts: 60 of 60 questions have no right answer that the policy could write',
  ],
  [
    'a gate that a pass never comes to',
    { pool: 'all', dataset: dense, gate: { measure: 'reward', questions: 4, every: 75, atLeast: 1 } },
    'stages.0.gate.every: must be less than the 75 steps',
  ],
  ['all of generated questions', { pool: 'all' }, 'stages.0.pool: must be a number where no dataset is named'],
  [
    'all by shares',
    { kinds: { Counting2: 1 }, pool: 'all', dataset: dense },
    'stages.0.pool: must be a number beside shares',
  ],
  [
    'drawn rows in stored order',
    { steps: 2, dataset: dense, difficulty: { weights: { easy: 1 } } },
    'stages.0.dataset.order: must be shuffled beside steps and difficulty',
  ],
] as const)('%s is refused with the reason', async (_, stage, message) => {
  await expect(open(stage as Partial<StageSpec>)).rejects.toMatchObject({
    name: 'InvalidSpec',
    message: expect.stringContaining(message),
  });
});

test('a run that was opened before knows the dataset of then, even where its opening is tried again', async () => {
  const spec = { stages: [{ name, kinds: ['Counting2' as const], pool: 'all' as const, dataset: dense }] };
  const plan = await rig.open(spec);
  const before = await select(plan, 0);
  const reach = { store: rig.store, projectFolder: pathToFileURL(`${folder}/`), environment: {} };
  const source = { kind: 'folder', path: '.' } as const;
  await importDataset({ ...smallDataset, source, split: 'test', name: 'stage-dense' }, reach);
  try {
    expect(await select(plan, 0)).toEqual(before);
    expect(await select(plan, 74)).toBeDefined();
    const { datasets } = await rig.store.getJson<RunManifest>(plan.run.manifest);
    expect(datasets?.['stage-dense']?.manifest).not.toEqual(await datasetNamed(rig.store, 'stage-dense'));
    const kinds = { stages: [{ ...spec.stages[0]!, kinds: ['planning_short' as const] }] };
    expect(await rig.open(kinds, plan.run.name)).toEqual(plan);
  } finally {
    await importDataset({ ...smallDataset, source, name: 'stage-dense' }, reach);
  }
});

test('a damaged block ends the step by name, and one that nobody reads does no harm', async () => {
  const plan = await open({ pool: 'all', dataset: dense });
  const { shards } = await rig.store.getJson<DatasetManifest>(await datasetNamed(rig.store, 'stage-dense'));
  const { lines } = shards[1]!;
  const content = await rig.store.get(lines);
  const broken = Buffer.from(content);
  broken[20] = 0;
  await rig.store.publish(lines.key, broken, 'jsonl');
  try {
    await expect(select(plan, 13)).rejects.toMatchObject({
      name: 'CorruptObject',
      message: expect.stringContaining(`object ${lines.key} has SHA-256`),
    });
    expect(await select(plan, 1)).toBeDefined();
  } finally {
    await rig.store.publish(lines.key, content, 'jsonl');
  }
});
