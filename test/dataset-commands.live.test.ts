import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import example from '../examples/dataset.json' with { type: 'json' };
import { rewardmap } from '../workers/command-line/rewardmap.ts';
import { type Hub, startHub } from './hub.ts';
import { publishedFiles } from './published-dataset.ts';

let hub: Hub;
let folder: string;

beforeAll(async () => {
  hub = await startHub(example.source.repo, await publishedFiles());
  folder = await mkdtemp(join(tmpdir(), 'rewardmap-import-'));
});

afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

/** What a command prints and its exit status. */
const command = (...args: readonly string[]) => commandAt(hub.url, ...args);

async function commandAt(hubUrl: string, ...args: readonly string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const errors = vi.spyOn(console, 'error').mockReturnValue();
  const environment = { ...inject('servers'), HF_ENDPOINT: hubUrl };
  const status = await rewardmap(args, (work) => work(environment));
  const text = ([first]: readonly unknown[]): string => String(first);
  const said = { out: out.mock.calls.map(text).join(''), error: errors.mock.calls.map(text).join('\n') };
  vi.restoreAllMocks();
  return { status, ...said };
}

test('the example is imported from the hub, shown, and verified', async () => {
  const imported = await command('import', '--spec', 'examples/dataset.json');
  expect(imported.status).toBe(0);
  expect(imported.out.split('\n')).toEqual([
    '60 rows in 1 shards',
    'shard 1/1: 120 questions from 60 rows',
    'questions           easy   middle     hard      all',
    'planning_short        20       20       20       60',
    'planning_long         20       20       20       60',
    expect.stringMatching(/^\{"name":"reasonmap-plus","rows":60,"questions":120,"skipped":0,"manifest":"objects/),
    '',
  ]);
  const records = await command('dataset', '--name', 'reasonmap-plus', '--records', '2:4');
  expect(
    records.out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { question: { id: string } }).question.id),
  ).toEqual(['1/short', '1/long']);
  const verified = await command('dataset', '--name', 'reasonmap-plus', '--verify');
  expect(verified).toMatchObject({ status: 0, error: '' });
  expect(verified.out).toContain('120 records and 63 pictures and station lists are what they were');
});

test('what is wrong is one sentence and exit 2', async () => {
  const file = join(folder, 'spec.json');
  await writeFile(file, JSON.stringify({ ...example, split: 'dev' }));
  expect(await command('import', '--spec', file)).toMatchObject({
    status: 2,
    error: expect.stringMatching(/^this spec cannot be run. split: there is no parquet file of dev in dataset FSCCS/),
  });
  await writeFile(file, '{');
  expect(await command('import', '--spec', file)).toMatchObject({
    status: 2,
    error: expect.stringContaining('is not JSON'),
  });
  expect(await command('import', '--spec', 'none.json')).toEqual({
    status: 2,
    out: '',
    error: 'none.json: there is no such file',
  });
  expect(await command('dataset', '--name', 'nothing')).toEqual({
    status: 2,
    out: '',
    error: '--name: there is no dataset "nothing" in this store',
  });
});

test.each([
  [429, 'answers with status 429: it asks to wait'],
  [503, 'answers with status 503'],
])('a hub that answers %i is one sentence', async (status, words) => {
  const busy = createServer((_, answer) => void answer.writeHead(status).end('busy'));
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
  const said = await commandAt(url, 'import', '--spec', 'examples/dataset.json');
  busy.close();
  expect(said).toEqual({ status: 2, out: '', error: `the hub at ${url} ${words}` });
});
