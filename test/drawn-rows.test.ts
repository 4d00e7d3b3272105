import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';

import { expect, test } from 'vitest';

import { scoreAnswer } from '../reward/reward.ts';
import { questionsOf } from '../transit/dataset/dataset-question.ts';
import { drawnRows } from '../transit/dataset/drawn-rows.ts';
import { readRow } from '../transit/dataset/published-row.ts';
import { rightAnswer } from '../transit/dataset/right-answer.ts';
import { routesOf } from '../transit/dataset/route-field.ts';
import { stationFieldOf } from '../transit/dataset/station-field.ts';
import { piecesOf } from '../transit/language.ts';
import type { StationList } from '../transit/network.ts';
import { checkPicture } from '../transit/pictures/picture-file.ts';
import { questionKinds } from '../transit/question.ts';
import { commandLine } from './command-line.ts';

const options = { preset: 'paper', mode: 'difficulty_aware' } as const;
async function rowsOf(questions: number, seed = 1): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of drawnRows({ questions, seed, style: 'dusk' })) rows.push(row);
  return rows;
}

test('drawn rows are published rows that can be asked, with answers that are right in both forms', async () => {
  const rows = await rowsOf(42);
  const asked = rows.map((fields, row) => {
    const published = readRow(fields);
    if ('reasons' in published) throw new Error(published.reasons.join());
    const [question] = questionsOf(row, published);
    const { stations } = stationFieldOf(fields['json']) as { readonly stations: StationList };
    const routes = routesOf(fields['routes']);
    const { solution, ...unsolved } = question!;
    // The solution of the row, and what is made of its label or its routes where a row has none.
    const rewards = [solution!, rightAnswer(unsolved, routes)].map((answer) =>
      scoreAnswer(answer, question!, stations, options),
    );
    expect(rewards.map(({ outcome, formatReward }) => [outcome, formatReward])).toEqual([
      ['right', 1],
      ['right', 1],
    ]);
    expect(() => piecesOf(question!.question)).not.toThrow();
    return question!.kind;
  });
  expect(asked).toEqual(rows.map((_, row) => questionKinds[row % questionKinds.length]));
  const [{ figure } = {}] = rows;
  expect(await checkPicture((figure as { readonly bytes: Uint8Array }).bytes)).toEqual({
    format: 'png',
    width: 128,
    height: 144,
  });
});

test('the rows are a function of seed and style, and fewer of them are the first', async () => {
  const digests = async (questions: number, seed?: number): Promise<readonly string[]> =>
    (await rowsOf(questions, seed)).map((row) => createHash('sha256').update(serialize(row)).digest('hex'));
  const whole = await digests(30);
  expect(await digests(30)).toEqual(whole);
  expect(await digests(10)).toEqual(whole.slice(0, 10));
  expect(await digests(3, 2)).not.toEqual(whole.slice(0, 3));
});

test('a folder that cannot be written, or a count that is none, is one sentence and exit 2, and nothing half made is left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-drawn-'));
  try {
    await writeFile(join(folder, 'file'), '');
    const taken = await commandLine(['draw-dataset', '--out', join(folder, 'file')]);
    expect(taken).toMatchObject({ status: 2, err: expect.stringContaining('file: cannot be written (') });
    const none = await commandLine(['draw-dataset', '--out', folder, '--questions', '0']);
    expect(none).toMatchObject({ status: 2, err: expect.stringContaining('whole numbers from 1 to 1000000.') });
    expect(await readdir(folder)).toEqual(['file']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
