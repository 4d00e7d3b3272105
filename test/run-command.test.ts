import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import ablation from '../examples/ablation.json' with { type: 'json' };
import coldStart from '../examples/cold-start.json' with { type: 'json' };
import dataset from '../examples/dataset.json' with { type: 'json' };
import evaluation from '../examples/evaluation.json' with { type: 'json' };
import quick from '../examples/quick.json' with { type: 'json' };
import { commandLine } from './command-line.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
  await writeFile(join(folder, 'broken.json'), '{');
  await writeFile(join(folder, 'list.json'), '[]');
  await writeFile(join(folder, 'wrong.json'), JSON.stringify({ ...quick, seed: -1 }));
  await writeFile(join(folder, 'table.json'), JSON.stringify(evaluation));
  await writeFile(join(folder, 'import.json'), JSON.stringify(dataset));
  await writeFile(join(folder, 'cold.json'), JSON.stringify(coldStart));
  await writeFile(join(folder, 'phases.json'), JSON.stringify({ ...quick, phases: [] }));
  await writeFile(join(folder, 'arms.json'), JSON.stringify({ ...ablation, seeds: [] }));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [['none.json'], 'none.json: there is no such file'],
  [[''], 'is a folder, not the file of a spec'],
  [['broken.json'], 'broken.json: is not JSON'],
  [['list.json'], 'list.json: this spec cannot be run. the spec: expected object, received array'],
  [['wrong.json'], 'wrong.json: this spec cannot be run. seed: Too small: expected number to be >=0'],
  [['phases.json'], 'phases: Too small: expected array to have >=1 items'],
  [['arms.json'], 'arms.json: this spec cannot be run. seeds: Too small'],
  [['wrong.json', '--follow', '--cities', 'x'], 'seed: Too small'],
  [['wrong.json', '--dry-run'], 'seed: Too small'],
  [['cold.json', '--dry-run'], '--dry-run tells of curricula and comparisons, not of cold starts'],
  [['wrong.json', '--dry-run', '--follow'], "option '--dry-run' cannot be used with option '--follow'"],
  [
    ['table.json'],
    'table.json: is a spec of the workflow evaluatePolicy, not of a run: temporal workflow start --type',
  ],
  [
    ['import.json'],
    'import.json: is a spec of the workflow buildDataset, not of a run: temporal workflow start --type',
  ],
  [['wrong.json', '--forever'], "unknown option '--forever'"],
])('run %j ends with status 2 before any server is asked for', async ([file, ...flags], message) => {
  const { status, out, err } = await commandLine(['run', join(folder, file!), ...flags]);
  expect(err).toContain(message);
  expect({ status, out }).toEqual({ status: 2, out: '' });
});

test('without servers, run says what to type', async () => {
  expect(await commandLine(['run', 'examples/quick.json'])).toEqual({
    status: 1,
    out: '',
    err: 'No servers are up: type `npm run workers` in another terminal first, or add --follow to bring up servers and workers for this run.',
  });
});

test('a dry run tells of each run of a comparison, in JSON too, without servers', async () => {
  const { status, out, err } = await commandLine(['run', 'examples/ablation.json', '--dry-run', '--json']);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const told = JSON.parse(out) as { title: string; seed: number; needs: string[] }[];
  expect(told.map(({ title }) => title)).toEqual(
    ablation.arms.flatMap(({ name }) => ablation.seeds.map((seed) => `ablation/${name}/${seed}`)),
  );
  expect(told.flatMap(({ needs }) => needs)).toEqual([]);
});
