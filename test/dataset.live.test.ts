import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { DatasetManifest, DatasetRecord } from '../activities/dataset-data.ts';
import type { DatasetSpec } from '../activities/dataset-spec.ts';
import { modelPicture } from '../activities/model-picture.ts';
import { openDatasetActivity } from '../activities/open-dataset.ts';
import { verifyDataset } from '../activities/verify-dataset.ts';
import { storeConnection, type StoreConnection } from '../store/connection.ts';
import { datasetNamed, openDataset } from '../store/datasets.ts';
import { openStore, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { type Hub, hubCommit, startHub } from './hub.ts';
import { importDataset } from './import-dataset.ts';
import { publishedFiles, smallDataset } from './published-dataset.ts';

const repo = 'owner/small';

let connection: StoreConnection;
let store: ObjectStore;
let folder: string;
let hub: Hub;
let files: Readonly<Record<string, Buffer>>;

beforeAll(async () => {
  connection = { ...storeConnection(inject('servers')), bucket: `test-${randomUUID()}` };
  store = await openStore(connection);
  folder = await mkdtemp(join(tmpdir(), 'rewardmap-dataset-'));
  files = await publishedFiles();
  hub = await startHub(repo, files);
  await putFiles('small', files);
});

afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

/** Lays files out in a folder and under a prefix of the bucket. */
async function putFiles(name: string, contents: Readonly<Record<string, Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, name, path)), { recursive: true });
    await writeFile(join(folder, name, path), content);
    await store.publish(`published/${name}/${path}`, content, extname(path).slice(1));
  }
}

function build(changes: Partial<DatasetSpec> = {}, within: ObjectStore = store) {
  const environment = { HF_ENDPOINT: hub.url };
  const reach = { store: within, projectFolder: pathToFileURL(`${folder}/`), environment };
  return importDataset({ ...smallDataset, ...changes }, reach);
}

const recordsOf = async (manifest: ObjectRef) => {
  const dataset = await openDataset<DatasetManifest, DatasetRecord>(store, manifest);
  return dataset.read(0, dataset.records);
};

const sources = {
  hub: { kind: 'hub', repo, revision: 'main' },
  folder: { kind: 'folder', path: 'small' },
  minio: { kind: 'minio', prefix: 'published/small/' },
} as const satisfies Record<string, DatasetSpec['source']>;

test.each(['train', 'test'])('split %s is the same from the hub, a folder and MinIO', async (split) => {
  const built = await Promise.all(
    Object.values(sources).map((source) => build({ source, split, name: `${split}-${source.kind}` })),
  );
  const [first, ...others] = await Promise.all(built.map(({ manifest }) => recordsOf(manifest)));
  expect(first).toHaveLength(split === 'train' ? 300 : 120);
  for (const records of others) expect(records).toEqual(first);
  const manifest = await store.getJson<DatasetManifest>(built[0]!.manifest);
  expect(manifest.source).toEqual({ ...sources.hub, revision: hubCommit });
});

test('a row of the hub becomes a question with its labels, picture and station list', async () => {
  const { manifest } = await build({ split: 'test', name: 'plans' });
  const [, long] = await recordsOf(manifest);
  expect(long?.question).toMatchObject({ row: 0, id: '0/long', kind: 'planning_long', type: 'planning', answer: -1 });
  expect(await store.get(long!.map)).toEqual(files['maps/city 0.png']);
  expect(await store.getJson(long!.stations!)).toEqual({
    'Line 1': ['Station 0', 'Station 1'],
    'Line 2': ['Elsewhere', 'Station 0'],
  });
  expect(long?.routes).toMatchObject({ route_1: [{ route_name: 'Line 1' }] });
});

test('the hub is asked for ranges, never for a whole file', async () => {
  await build({ source: sources.hub, split: 'train', name: 'ranges' });
  const ofFiles = hub.asked.filter((request) => request.includes('.parquet '));
  expect(ofFiles.length).toBeGreaterThan(10);
  expect(ofFiles.filter((request) => !request.includes('bytes='))).toEqual([]);
});

test('a gated dataset is read by who has access, the token told to no one else; others hear what is needed', async () => {
  const token = 'hf_secret';
  const gated = await startHub(repo, files, token);
  const openWith = (HF_TOKEN?: string) => {
    const reach = {
      store,
      projectFolder: pathToFileURL(`${folder}/`),
      environment: { HF_ENDPOINT: gated.url, HF_TOKEN },
    };
    return openDatasetActivity(reach)({
      spec: { ...smallDataset, source: sources.hub, split: 'train', name: 'gated' },
    });
  };
  expect(await openWith(` ${token}\n`)).toMatchObject({ rows: 300 });
  expect(gated.asked.filter((request) => request.startsWith('storage')).length).toBeGreaterThan(0);
  expect(gated.leaked).toEqual([]);
  for (const [other, status] of [
    [undefined, 401],
    ['hf_other', 403],
  ] as const)
    await expect(openWith(other)).rejects.toMatchObject({
      name: 'DatasetRefused',
      message: `the hub does not give the files of dataset ${repo} at ${hubCommit} (status ${status}); a private or gated dataset needs HF_TOKEN of someone with access where workers run`,
    });
  const broken = await openWith('hf_sec\nret').catch((error: Error) => error);
  expect(broken).toMatchObject({ name: 'DatasetRefused', message: expect.not.stringContaining('sec') });
  await gated.close();
});

test('a folder may have any name', async () => {
  await putFiles('maps 100% #1?', files);
  const source = { kind: 'folder', path: 'maps 100% #1?' } as const;
  expect(await build({ source, name: 'odd', split: 'test' })).toMatchObject({ questions: 120 });
});

test('importing twice adds nothing, and three pictures are kept once', async () => {
  const { manifest } = await build({ name: 'twice' });
  const before = await store.list('');
  expect(await build({ name: 'twice' })).toMatchObject({ manifest });
  expect(await store.list('')).toEqual(before);
  // Another name: its own records, and no object but its manifest and plan.
  await build({ name: 'again' });
  const added = (await store.list('objects/')).length - before.filter(({ key }) => key.startsWith('objects/')).length;
  expect(added).toBe(2);
  const maps = new Set((await recordsOf(manifest)).map(({ map }) => map.key));
  expect(maps.size).toBe(3);
});

test('a range of records is read by range', async () => {
  const { manifest } = await build();
  const all = await recordsOf(manifest);
  let bytes = 0;
  const watched: ObjectStore = {
    ...store,
    getPart: (ref, part) => {
      bytes += part.bytes;
      return store.getPart(ref, part);
    },
  };
  const dataset = await openDataset<DatasetManifest, DatasetRecord>(watched, manifest);
  expect(await dataset.read(95, 107)).toEqual(all.slice(95, 107));
  const whole = dataset.manifest.shards.reduce((sum, { lines }) => sum + lines.bytes, 0);
  expect(bytes).toBeLessThan(whole / 2);
  expect(await dataset.read(299, 400)).toEqual(all.slice(299));
});

test('records by number come in the order asked for, each block read once', async () => {
  const { manifest } = await build();
  const all = await recordsOf(manifest);
  const parts: string[] = [];
  const watched: ObjectStore = {
    ...store,
    getPart: (ref, part) => {
      parts.push(part.sha256);
      return store.getPart(ref, part);
    },
  };
  const dataset = await openDataset<DatasetManifest, DatasetRecord>(watched, manifest);
  const wanted = [299, 0, 51, 3, 51, 130, 49];
  expect(await dataset.pick(wanted)).toEqual(wanted.map((number) => all[number]));
  expect(parts).toHaveLength(4);
  expect(new Set(parts).size).toBe(4);
  await expect(dataset.pick([300])).rejects.toThrow('the dataset has no record 300');
});

test('what was damaged or lost is found and named', async () => {
  const damaged = await openStore({ ...connection, bucket: `test-${randomUUID()}` });
  const { manifest } = await build({ source: sources.folder, name: 'damaged' }, damaged);
  expect(await verifyDataset(damaged, manifest)).toMatchObject({ records: 300, materials: 3, faults: [] });
  const dataset = await openDataset<DatasetManifest, DatasetRecord>(damaged, manifest);
  const [{ map } = { map: manifest }] = await dataset.read(0, 1);
  const { lines } = dataset.manifest.shards[1]!;
  const content = await damaged.get(lines);
  content[content.length - 5] = 65;
  await damaged.publish(map.key, Buffer.from('no map'), 'png');
  await damaged.publish(lines.key, content, 'jsonl');
  const { faults } = await verifyDataset(damaged, manifest);
  expect(faults).toHaveLength(2);
  expect(faults).toContainEqual(expect.stringContaining(`object ${lines.key} has SHA-256`));
  expect(faults).toContainEqual(expect.stringContaining(`object ${map.key} has SHA-256`));
  await expect(dataset.read(50, 100)).rejects.toMatchObject({ name: 'CorruptObject' });
});

test('bad rows are refused by number and reason, or left out and counted', async () => {
  const bad = await publishedFiles({
    3: { answer: 9n, type: 'Counting1' },
    120: { figure: { bytes: null, path: '../../etc/passwd.png' }, country: '' },
    250: { figure: { bytes: Buffer.from('no picture'), path: null }, type: 'Counting9' },
  });
  await putFiles('bad', bad);
  const source = { kind: 'folder', path: 'bad' } as const;
  await expect(build({ source, name: 'bad' })).rejects.toMatchObject({
    name: 'BadRows',
    message:
      '1 of 50 rows of data/train-00000-of-00002.parquet cannot be used: row 3: answer: Too big: expected number to be <=3',
  });
  await expect(datasetNamed(store, 'bad')).rejects.toMatchObject({ name: 'MissingObject' });
  const built = await build({ source, name: 'bad', badRows: 'skip' });
  expect(built).toMatchObject({ rows: 300, questions: 297, skipped: 3 });
  expect(built.notice.split('; ')).toEqual([
    'row 3: answer: Too big: expected number to be <=3',
    'row 120: country: Too small: expected string to have >=1 characters, figure: ../../etc/passwd.png leads out of the dataset',
    'row 250: type: must be one of TorF1, TorF2, Counting1, Counting2, Counting3, planning, figure: is no picture: allowed are PNG, JPEG, WebP',
  ]);
  const manifest = await store.getJson<DatasetManifest>(await datasetNamed(store, 'bad'));
  expect(await store.getJson(manifest.bad)).toHaveLength(3);
});

test('pictures and station lists may lie in a folder beside', async () => {
  const { 'maps/city 1.png': map, ...others } = await publishedFiles();
  await putFiles('without', others);
  await putFiles('beside', { 'maps/city 1.png': map! });
  const spec = { source: { kind: 'folder', path: 'without' }, split: 'test', name: 'without' } as const;
  await expect(build(spec)).rejects.toThrow('row 1: figure: maps/city 1.png is not in folder ');
  expect(await build({ ...spec, beside: 'beside' })).toMatchObject({ questions: 120 });
});

test('pictures in the size of a big model are made once', async () => {
  const settings = { model: 'qwen2.5-vl', minPixels: 3_136, maxPixels: 12_845_056 } as const;
  const { manifest } = await build({ pictures: settings, name: 'resized' });
  const [record] = await recordsOf(manifest);
  const before = await store.list('');
  expect(before.filter(({ key }) => key.startsWith('pictures/'))).toHaveLength(3);
  const made = await modelPicture(store, record!.map, settings);
  expect(made).toMatchObject({ width: 84, height: 56 });
  expect((await store.get(made.picture)).length).toBe(made.picture.bytes);
  expect(await store.list('')).toEqual(before);
});
