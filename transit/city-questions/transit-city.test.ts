import { expect, test } from 'vitest';
import { mapDifficulty } from './difficulty.ts';
import { stationKey, stationName } from './station-name.ts';
import { transitCity } from './transit-city.ts';

test('a name is said without its marks, other notes stay', () => {
  expect(stationName('Promenade Station (Transfer Station) (Branch-starting Station)')).toBe('Promenade Station');
  expect(stationName('Court St Station(Transfer Station)')).toBe('Court St Station');
  expect(stationName('西单站（换乘站）')).toBe('西单站');
  expect(stationName('坝堰（机场）站')).toBe('坝堰（机场）站');
});

test('spellings of one station agree, other stations differ', () => {
  const same = (...names: string[]): number => new Set(names.map(stationKey)).size;
  expect(same('Cathedral Pkwy (110 St) Station', 'Cathedral Pkwy Station (110 St)', 'Cathedral Pkwy Station')).toBe(1);
  expect(same('西单', '西单站（换乘站）')).toBe(1);
  expect(same('Coney Island-Stillwell Av Station', 'Coney Island Stillwell Av Station ')).toBe(1);
  expect(same('5 Av Station', '6 Av Station', 'Station', '站')).toBe(4);
});

const list = {
  Red: ['A Station', 'B Station (Transfer Station)', 'C Station (Branch-starting Station)', 'D Station', 'E Station'],
  Ring: ['B (Transfer Station)', 'F Station', 'G Station', 'B Station (Transfer Station)'],
};

test('a station has one name on all its lines; loops and branches are known', () => {
  const city = transitCity('x', 'town', list);
  expect(city.lines).toEqual([
    {
      name: 'Red',
      stations: ['A Station', 'B Station', 'C Station', 'D Station', 'E Station'],
      isLoop: false,
      certainUntil: 2,
    },
    { name: 'Ring', stations: ['B Station', 'F Station', 'G Station'], isLoop: true, certainUntil: 2 },
  ]);
  expect(city.linesAt.get('B Station')).toEqual([0, 1]);
  expect(city.transferEntries).toBe(3);
});

test('in a list without marks, entries on several lines are the interchanges', () => {
  expect(transitCity('x', 'town', { One: ['A', 'B'], Two: ['B', 'C'] }).transferEntries).toBe(2);
});

test.each([
  [{ One: ['A', 'A Station'] }, 'x/town: One has fewer than two stations'],
  [{ One: [] }, 'x/town: One has fewer than two stations'],
  [{}, 'x/town: the station list has no line'],
])('%j is refused', (list, reason) => {
  expect(() => transitCity('x', 'town', list)).toThrow(reason);
});

test('rings that the lists of the benchmark leave open are loops, closed or not', () => {
  const ring = ['A', 'B', 'C', 'D'];
  const lists = { 'Line 1': ring, 'Line 2': ring, 'Line 10': [...ring, 'A'] };
  const loops = (country: string, city: string) =>
    transitCity(country, city, lists).lines.map(({ isLoop, stations }) => [isLoop, stations.length]);
  expect(loops('china', 'beijing')).toEqual([
    [false, 4],
    [true, 4],
    [true, 4],
  ]);
  expect(loops('x', 'beijing')[1]).toEqual([false, 4]);
});

test('a map is easy up to 3 lines, hard from 7 lines or 50 marked interchanges', () => {
  const town = (lines: number, marked: number) =>
    transitCity(
      'x',
      'town',
      Object.fromEntries(
        Array.from({ length: lines }, (_, line) => [
          `Line ${line}`,
          Array.from({ length: 30 }, (_, i) => `${line}.${i}${line * 30 + i < marked ? ' (Transfer Station)' : ''}`),
        ]),
      ),
    );
  expect([town(3, 60), town(4, 49), town(4, 50), town(7, 1)].map(mapDifficulty)).toEqual([
    'easy',
    'middle',
    'hard',
    'hard',
  ]);
});
