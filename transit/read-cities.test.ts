import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { readMarkedList, stationFiles } from './read-cities.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'station-lists-'))));
afterAll(() => rm(folder, { recursive: true }));

async function refusalOf(list: unknown): Promise<string> {
  const file = join(folder, 'city.json');
  await writeFile(file, JSON.stringify(list));
  return readMarkedList(file).then(
    () => '',
    (error: Error) => error.message.replace(file, 'city.json'),
  );
}

const form = 'allowed is one JSON object, line name -> array of at least two station names in order';

test('every mistake of a list is told with its place', async () => {
  expect(await refusalOf({ A: ['x', 3, ''], B: 'y', C: ['z'] })).toBe(
    `city.json is not a station list: A.1: Invalid input: expected string, received number; A.2: must have a letter or a digit; B: Invalid input: expected array, received string; C: Too small: expected array to have >=2 items; ${form}`,
  );
});

test('of many mistakes the first are told, and how many there are beside', async () => {
  const refusal = await refusalOf({ A: Array.from({ length: 25 }, () => '') });
  expect(refusal).toMatch(/: A\.0: .*; A\.9: must have a letter or a digit; and 15 more; allowed is/);
});

test('a list that is no file is refused, and so is a country that is called as drawn maps are', async () => {
  const pipe = join(folder, 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  await expect(readMarkedList(pipe)).rejects.toThrow(/^.*pipe.json is no file of at most \d+ bytes; /);
  await mkdir(join(folder, 'lists', 'generated'), { recursive: true });
  await writeFile(join(folder, 'lists', 'generated', 'a.json'), '{}');
  await expect(stationFiles(join(folder, 'lists'))).rejects.toThrow('has a country "generated"');
});
