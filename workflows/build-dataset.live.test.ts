import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { BuiltDataset } from '../activities/close-dataset.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { Fleet } from '../test/fleet.ts';
import { publishedFiles, smallDataset } from '../test/published-dataset.ts';
import { takenActivities } from '../test/taken-activities.ts';
import { testClient, type TestClient } from '../test/temporal.ts';
import type { buildDataset } from './build-dataset.ts';
import { progressQuery } from './messages.ts';
import { mainQueue } from './queues.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);

let temporal: TestClient;
let store: ObjectStore;
let built: BuiltDataset;

beforeAll(async () => {
  temporal = await testClient(servers);
  store = await openStore(storeConnection(servers));
  for (const [path, content] of Object.entries(await publishedFiles()))
    await store.publish(`${smallDataset.source.prefix}${path}`, content, extname(path).slice(1));
  await fleet.start('workflow');
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

const start = (spec: unknown): Promise<WorkflowHandle<typeof buildDataset>> =>
  temporal.client.workflow.start<typeof buildDataset>('buildDataset', {
    workflowId: `dataset-${randomUUID()}`,
    taskQueue: mainQueue,
    args: [spec],
  });

test('a dataset is built, with progress and details that people read', async () => {
  const run = await start(smallDataset);
  built = await run.result();
  expect(built).toMatchObject({ name: 'small', rows: 300, questions: 300, skipped: 0, notice: '' });
  expect(built.tally).toEqual({ 'Counting2 easy': 100, 'Counting2 middle': 100, 'Counting2 hard': 100 });
  expect(await run.query(progressQuery)).toEqual({
    state: 'ended',
    run: 'small-dataset',
    stage: 'import',
    step: 6,
    steps: 6,
    metrics: { 'dataset/rows': 300, 'dataset/skipped': 0 },
  });
  const { typedSearchAttributes, memo } = await run.describe();
  const found = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(found).toMatchObject({ RewardMapRun: 'small-dataset', RewardMapStage: 'import', RewardMapStep: 6 });
  expect(memo).toEqual({ plan: expect.stringMatching(/^objects\/.*\.json$/) });
});

test('a run of the same spec finds every shard and adds nothing', async () => {
  const before = await store.list('');
  expect(await (await start(smallDataset)).result()).toEqual(built);
  expect(await store.list('')).toEqual(before);
});

const inHand = async (run: WorkflowHandle): Promise<boolean> => takenActivities(await run.describe()).length > 0;

test('a worker that is killed costs the shards in hand, and no shard is stored twice', async () => {
  const spec = { ...smallDataset, name: 'killed', rowsPerShard: 25, shardsAtOnce: 1 };
  const undisturbed = await (await start({ ...spec, name: 'undisturbed' })).result();
  const objects = async (): Promise<readonly string[]> => store.listKeys('objects/');
  const before = await objects();
  const shards = async (name: string): Promise<number> => (await store.listKeys(`datasets/${name}/imports/`)).length;
  const all = await shards('undisturbed');

  await fleet.stop();
  const doomed = await fleet.start('workflow');
  const run = await start(spec);
  while ((await shards('killed')) < 3) await sleep(20);
  await fleet.killWhile(doomed, () => inHand(run));
  expect(await shards('killed')).toBeLessThan(all);
  await fleet.start('workflow');
  const { manifest, ...result } = await run.result();
  expect(result).toEqual({ ...undisturbed, name: 'killed', manifest: undefined });
  expect(await shards('killed')).toBe(all);
  // The plan and the manifest, which hold the name; all shards were there.
  const added = (await objects()).filter((key) => !before.includes(key));
  expect(added).toContain(manifest.key);
  expect(added).toHaveLength(2);
});

async function refusal(spec: unknown): Promise<{ type: string | undefined; message: string }> {
  const run = await start(spec);
  const failed = (await run.result().then(
    () => expect.fail('the import was not refused'),
    (error: unknown) => error,
  )) as WorkflowFailedError;
  const cause = failed.cause as { type?: string; message: string };
  return { type: cause.type, message: cause.message.replace('this spec cannot be run. ', '') };
}

test('a bad spec is refused with every wrong field and what is allowed there', async () => {
  const { type, message } = await refusal({
    ...smallDataset,
    name: 'a/b',
    source: { kind: 'hub', repo: 'small', branch: 'main' },
    badRows: 'ignore',
    rowsPerShard: 0,
    pictures: { model: 'qwen9', minPixels: 9, maxPixels: 4 },
    seed: 1,
  });
  expect(type).toBe('InvalidSpec');
  expect(message.split('; ')).toEqual([
    'name: must be at most 96 letters, digits, dots, dashes and underscores',
    'source.repo: must be <owner>/<name>',
    'source.revision: is missing',
    'source.branch: there is no such field',
    'badRows: expected one of "refuse"|"skip"',
    'rowsPerShard: Too small: expected number to be >=1',
    'pictures.model: expected one of "qwen2.5-vl"|"qwen3-vl"',
    'seed: there is no such field',
  ]);
});

test.each([
  ['a source of another kind', { source: { kind: 'ftp' } }, 'source.kind: '],
  [
    'an empty source',
    { source: { kind: 'minio', prefix: 'nowhere/' } },
    'split: there is no parquet file of train in MinIO',
  ],
  [
    'a split that there is not',
    { split: 'dev' },
    'split: there is no parquet file of dev in MinIO, prefix published/small/',
  ],
  ['no folder', { source: { kind: 'folder', path: 'no/such' } }, 'source.path: there is no folder no/such'],
  ['no folder beside', { beside: 'no/such' }, 'beside: there is no folder no/such'],
])('%s is refused by name', async (_, changes, message) => {
  expect(await refusal({ ...smallDataset, ...changes })).toEqual({
    type: 'InvalidSpec',
    message: expect.stringContaining(message),
  });
});
