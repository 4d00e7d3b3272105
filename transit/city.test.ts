import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { thinLines } from './city-thinning.ts';
import { placeCity } from './city.ts';
import { paintMap } from './draw-map.ts';
import { piecesOf } from './language.ts';
import { stationsOf, type Cell } from './network.ts';
import { questionOf } from './question-of.ts';
import { questionKinds } from './question.ts';
import { readCities, readStationList } from './read-cities.ts';

const shared = fileURLToPath(new URL('../../shared/data/stations/', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'cities-'));
afterAll(() => rm(folder, { recursive: true }));

const stops = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

test('thinning keeps ends and interchanges and breaks the longest gaps', () => {
  const list = { Red: stops('r', 12), Blue: [...stops('b', 3), 'r4', ...stops('c', 3)] };
  expect(thinLines(list, 5)).toEqual({
    lines: { Red: ['r0', 'r2', 'r4', 'r7', 'r11'], Blue: ['b0', 'b1', 'r4', 'c0', 'c2'] },
  });
});

test('of a stretch that lines share, its two ends stay first', () => {
  const stretch = stops('s', 9);
  const thinned = thinLines({ Red: ['r', ...stretch], Blue: ['b', ...stretch] }, 3);
  expect(thinned).toEqual({ lines: { Red: ['r', 's0', 's8'], Blue: ['b', 's0', 's8'] } });
});

test('a city that does not fit is skipped with the reason', () => {
  const reasonOf = (list: Record<string, string[]>): unknown => placeCity('x', 'Town', list, 1);
  const six = Object.fromEntries(stops('Line ', 6).map((line) => [line, ['a', `${line} end`]]));
  expect(reasonOf(six)).toEqual({ country: 'x', city: 'Town', reason: '6 lines, a map has at most 5' });
  expect(reasonOf({ Ring: ['a', 'b', 'a'] })).toMatchObject({ reason: 'Ring stops twice at one station' });
  const crossed = {
    Main: stops('m', 8),
    ...Object.fromEntries([1, 2, 3, 4].map((i) => [i, [`m${2 * i - 2}`, `e${i}`]])),
  };
  const many = { ...crossed, 4: ['m1', 'm3', 'm5', 'm6', 'e4'] };
  expect(reasonOf(many)).toMatchObject({ reason: 'Main has 8 ends and interchanges, 7 fit' });
});

test('a placed city has its real names beside it, and the seed decides it', () => {
  const list = { 'Line Azul': stops('a', 9), Verde: ['v', 'a4', 'w'] };
  const city = placeCity('x', 'Town', list, 3);
  if (!('network' in city)) throw new Error(city.reason);
  expect(city).toEqual(placeCity('x', 'Town', list, 3));
  expect(city).toMatchObject({
    lineNames: { 'Line 1': 'Line Azul', 'Line 2': 'Verde' },
    listedStations: 11,
    keptStations: 9,
  });
  expect(city.network.lines[1]!.stations.map((code) => city.stationNames[code])).toEqual(['v', 'a4', 'w']);
});

test('a folder or file that cannot be used is named, with what is allowed', async () => {
  await expect(readCities(join(folder, 'none'), 1)).rejects.toThrow(
    /cannot read the folder of cities .*none \(ENOENT\); station lists are files <country>\/<city>\.json/,
  );
  await expect(readCities(folder, 1)).rejects.toThrow('holds no station list');
  await mkdir(join(folder, 'x'));
  const write = async (text: string): Promise<string> => {
    const file = join(folder, 'x', 'town.json');
    await writeFile(file, text);
    return file;
  };
  await expect(readStationList(await write('{'))).rejects.toThrow(
    /town\.json is not JSON .*allowed is one JSON object/,
  );
  for (const [list, reason] of [
    [{}, 'must have a line'],
    [{ 'Line 1': ['A', ' '] }, 'Line 1.1: must have a letter or a digit'],
    [{ '': ['A', 'B'] }, 'names of lines must have a letter or a digit'],
    [{ 'Line 1': Array.from({ length: 3_001 }, (_, n) => `S${n}`) }, 'must have at most 3000 entries'],
  ] as const)
    await expect(readStationList(await write(JSON.stringify(list)))).rejects.toThrow(reason);
  await expect(readStationList(await write('{"Line 1": ["a", 2]}'))).rejects.toThrow(
    /town\.json is not a station list: Line 1\.1: .*allowed is/,
  );
  const marked = await write(
    '{"1": ["a (Transfer Station)", "b（换乘站）"], "2": ["a", "c (Branch-starting Station) "]}',
  );
  expect(await readStationList(marked)).toEqual({ '1': ['a', 'b'], '2': ['a', 'c '] });
  expect((await readCities(folder, 1)).placed.map(({ network }) => network.city)).toEqual(['town']);
});

test.skipIf(!existsSync(shared))('real cities fit the grid (needs ../shared/data/stations)', async () => {
  const { placed, skipped } = await readCities(shared, 1);
  expect(placed.length + skipped.length).toBe(30);
  expect(placed.length).toBeGreaterThanOrEqual(12);
  for (const { network } of placed) {
    const cells = Object.values(network.places).map(({ column, row }) => `${column},${row}`);
    expect(new Set(cells).size).toBe(stationsOf(network).length);
    const middles = new Map<string, string>();
    for (const line of network.lines) {
      expect(line.stations.length).toBeLessThanOrEqual(7);
      line.stations.slice(1).forEach((station, i) => {
        const ends = [line.stations[i]!, station].sort();
        const [a, b] = ends.map((end) => network.places[end]!) as [Cell, Cell];
        expect(Math.max(Math.abs(a.column - b.column), Math.abs(a.row - b.row))).toBe(1);
        const middle = `${a.column + b.column},${a.row + b.row}`;
        expect(middles.get(middle) ?? ends.join()).toBe(ends.join());
        middles.set(middle, ends.join());
      });
    }
    expect(paintMap(network, 'dusk').rgb).toHaveLength(128 * 144 * 3);
  }
  for (const { network } of placed) {
    for (const kind of questionKinds) {
      const { question, solution } = questionOf(kind, network, ['cities', network.city]);
      expect(piecesOf(question).length).toBeLessThanOrEqual(16);
      expect(piecesOf(solution).length).toBeLessThanOrEqual(46);
    }
  }
});
