import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { fittedPixels } from '../../transit/pictures/fitted-picture.ts';
import { rewardmap } from './rewardmap.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'benchmark-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** Runs a command that must not need a store: exit status, text of stdout and stderr. */
async function run(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  vi.spyOn(console, 'error').mockImplementation((text: string) => void err.push(text));
  const status = await rewardmap(args, () => Promise.reject(new Error('the store was asked for')));
  vi.restoreAllMocks();
  return { status, out: out.join(''), error: err.join('\n') };
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('a drawn benchmark is a function of its seed and style, and its maps are seen as they were drawn', async () => {
  const draw = async (out: string, ...options: string[]) => {
    const path = join(folder, 'new', out);
    expect(await run('draw-benchmark', '--out', path, '--questions', '10', ...options)).toMatchObject({ status: 0 });
    return readFile(path, 'utf8');
  };
  const [first, again, seed, style] = [
    await draw('a.jsonl'),
    await draw('b.jsonl'),
    await draw('c.jsonl', '--seed', '2'),
    await draw('d.jsonl', '--style', 'clean'),
  ];
  expect(again).toBe(first);
  expect(new Set([first, seed, style]).size).toBe(3);
  const rows = first
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; image: string; id: string });
  expect(rows.map(({ type }) => type).slice(0, 5)).toEqual(['TorF1', 'TorF2', 'Counting1', 'Counting2', 'Counting3']);
  const picture = Buffer.from(rows[0]!.image, 'base64');
  expect(await fittedPixels(picture, { width: 128, height: 144 })).toEqual(
    new Uint8Array(await sharp(picture).removeAlpha().raw().toBuffer()),
  );
});

const good = { id: 'a', question: '?', type: 'TorF1', answer: 1, difficulty_city: 'easy' };
const pixel = async (): Promise<string> =>
  (
    await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
  ).toString('base64');
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>').toString('base64');

test.each([
  [
    'bad.jsonl',
    [
      { ...good, type: 'TorF3' },
      { ...good, id: 'b', answer: 'x' },
    ],
    'line 1 (a): type: ',
  ],
  ['twice.jsonl', [good, good], 'line 2 (a): id: another row has it already'],
  ['svg.jsonl', [{ ...good, image: svg }], 'row a: image: is no picture: allowed are PNG, JPEG, WebP'],
  ['path.jsonl', [{ ...good, figure: 'maps/oslo.png' }], 'row a: image: is the name maps/oslo.png: it must be'],
  ['maps.csv', [good], 'must end in '],
])('%s is refused before a store is asked for', async (name, rows, message) => {
  const path = await file(name, rows.map((row) => JSON.stringify(row)).join('\n'));
  const { status, out, error } = await run('put-benchmark', '--benchmark', 'reasonmap-plus', '--file', path);
  expect(error).toContain(`${path}: ${message}`);
  expect({ status, out }).toEqual({ status: 2, out: '' });
});

test('a file with a picture too many, or a station list too few, is refused', async () => {
  const two = `['${await pixel()}', '${await pixel()}']`;
  const tsv = await file('two.tsv', `index\timage\tquestion\tA\tB\tanswer\n0\t"${two}"\t?\tx\ty\tA\n`);
  const pictures = await run('put-benchmark', '--benchmark', 'mmstar', '--file', tsv);
  expect(pictures.error).toContain('row 0: image: has 2 pictures, a policy sees one');
  const route = {
    country: 'norway',
    city: 'oslo',
    station_1: 'A',
    station_2: 'B',
    question_short: '?',
    question_long: '?',
    difficulty_city: 'easy',
    difficulty_question: 'easy',
    json: 'stations/oslo.json',
    routes: {
      'Route 1': [{ route_name: '1', departure_stop: 'A', arrival_stop: 'B', num_via_stops: 0, via_stops: [] }],
    },
  };
  const routes = await file('routes.jsonl', JSON.stringify(route));
  const { status, error } = await run('put-benchmark', '--benchmark', 'reasonmap', '--file', routes);
  expect(status).toBe(2);
  expect(error).toContain('city: there is no station list for norway/oslo');
});

test.each([
  [
    ['put-benchmark', '--benchmark', 'maps', '--file', 'x.tsv'],
    '--benchmark "maps" is unknown: allowed are reasonmap, ',
  ],
  [['put-benchmark', '--benchmark', 'vstar', '--file', '/no/such.tsv'], '/no/such.tsv: there is no such file'],
  [['put-benchmark', '--benchmark', 'vstar', '--file', 'x.tsv', '--as', '../x'], 'It must be letters, digits'],
  [['draw-benchmark', '--out', 'x', '--questions', '0'], 'allowed are whole numbers from 1 to 10000.'],
  [
    ['draw-benchmark', '--out', 'x', '--style', 'dark'],
    'Allowed choices are clean, dusk, night, midnight, press, poster, placard.',
  ],
  [['draw-benchmark', '--out', '/dev/null/x', '--questions', '1'], '--out /dev/null/x: cannot be written'],
  [['get-evaluation', '--out', 'x'], "required option '--workflow-id <id>' not specified"],
])('%j ends with status 2 and says why', async (args, message) => {
  const { status, error } = await run(...args);
  expect(error).toContain(message);
  expect(status).toBe(2);
});
