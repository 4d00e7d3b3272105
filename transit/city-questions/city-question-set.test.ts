import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupBy } from '../questions/written-question.ts';
import { bare, bruteAnswer, bruteRoutes, type RawList } from './brute-force.ts';
import { cityQuestionSet, type CityQuestions } from './city-question-set.ts';
import { mapDifficulty } from './difficulty.ts';
import { questionTypes } from '../question.ts';
import type { DenseRow, QuestionRow } from './question-row.ts';
import { transitCity } from './transit-city.ts';

const folder = new URL('../../../shared/data/stations/', import.meta.url);
const cities = existsSync(folder)
  ? readdirSync(folder).flatMap((country) =>
      readdirSync(new URL(`${country}/`, folder)).map((file) => ({
        country,
        city: file.replace('.json', ''),
        list: JSON.parse(readFileSync(new URL(`${country}/${file}`, folder), 'utf8')) as RawList,
      })),
    )
  : [];
if (cities.length === 0) console.warn('questions for real cities are not checked: ../shared/data/stations is missing');

/** The list with the rings closed that every map of these cities shows and the list leaves open. */
function closed(country: string, city: string, list: RawList): RawList {
  const known: Readonly<Record<string, readonly string[]>> = {
    'china/beijing': ['Line 2', 'Line 10'],
    'china/xian': ['Line 8'],
  };
  const rings = known[`${country}/${city}`] ?? [];
  const lines = Object.entries(list).map(([name, stops]) => [
    name,
    rings.includes(name) ? [...stops, stops[0]!] : stops,
  ]);
  return Object.fromEntries(lines) as RawList;
}

const asked = (list: RawList, seed: number, perType: number, country = 'x', city = 'town'): CityQuestions =>
  cityQuestionSet(transitCity(country, city, list), { seed, perType, figure: './map.png', json: './town.json' });

/** What is wrong with a row, by answers found again from the list as it is written and the words of the question alone. */
function faults(list: RawList, row: QuestionRow): readonly string[] {
  if (row.type !== 'planning') return bruteAnswer(list, row.question) === row.answer ? [] : [row.question];
  const best = bruteRoutes(list, row.station_1, row.station_2);
  const sections = Object.values(row.routes).flat();
  const routes = Object.values(row.routes).map((route) =>
    route
      .map((leg) => [leg.route_name, ...[leg.departure_stop, ...leg.via_stops, leg.arrival_stop].map(bare)].join('>'))
      .join('|'),
  );
  const isRight: Readonly<Record<string, boolean>> = {
    transfers: row.question_transfer_count === best.transfers,
    difficulty: row.difficulty_question === (['easy', 'middle'][best.transfers] ?? 'hard'),
    routes: routes.toSorted().join('\n') === best.routes.toSorted().join('\n'),
    'via stops': sections.every((section) => section.num_via_stops === section.via_stops.length),
    form: row.question === row.question_short,
    ends: [row.question_short, row.question_long].every((text) =>
      text.includes(`from ${row.station_1} to ${row.station_2}, one route only.`),
    ),
  };
  return Object.keys(isRight).flatMap((part) => (isRight[part] ? [] : [`${part} of ${row.question_short}`]));
}

/** Types whose answers come more than once oftener than others, and questions that come twice. */
function imbalances(rows: readonly QuestionRow[]): readonly string[] {
  const uneven = ['TorF1', 'TorF2', 'Counting1'].filter((type) => {
    const ofType = rows.filter((row): row is DenseRow => row.type === type);
    const counts = [...groupBy(ofType, ({ answer }) => answer).values()].map((group) => group.length);
    return Math.max(0, ...counts) - Math.min(...counts, Infinity) > 1;
  });
  const keys = rows.map(({ type, station_1, station_2, question }) =>
    type === 'planning' || type === 'TorF1' ? [type, ...[station_1, station_2].toSorted()].join() : question,
  );
  return [...uneven, ...keys.filter((key, i) => keys.indexOf(key) < i)];
}

describe.skipIf(cities.length === 0)('real cities', () => {
  test.each(cities)('$country/$city: answers by brute force, balance, no question twice', ({ country, city, list }) => {
    const { rows } = asked(list, 3, 40, country, city);
    const shown = closed(country, city, list);
    expect(rows.flatMap((row) => faults(shown, row))).toEqual([]);
    expect(imbalances(rows)).toEqual([]);
  });

  test('every city gives every type; but Sydney, with one line, can be asked nothing that has two answers', () => {
    const without = cities.flatMap(({ country, city, list }) => {
      const given = new Set(asked(list, 1, 8, country).rows.map(({ type }) => type));
      return questionTypes.filter((type) => !given.has(type)).map((type) => `${city} ${type}`);
    });
    expect(without).toEqual(['sydney TorF1', 'sydney TorF2']);
  });

  test('ten maps of each difficulty, and 4 : 3 : 4 of the benchmark test cities', () => {
    const level = ({ country, city, list }: (typeof cities)[number]) => mapDifficulty(transitCity(country, city, list));
    const sizes = (of: typeof cities) =>
      ['easy', 'middle', 'hard'].map((difficulty) => of.filter((city) => level(city) === difficulty).length);
    const tested = 'los_angeles miami toronto singapore auckland rome lisboa beijing hangzhou budapest geneva'.split(
      ' ',
    );
    expect(sizes(cities)).toEqual([10, 10, 10]);
    expect(sizes(cities.filter(({ city }) => tested.includes(city)))).toEqual([4, 3, 4]);
  });

  test('the interchanges of Singapore are counted as in the published example', () => {
    const { list } = cities.find(({ city }) => city === 'singapore')!;
    expect(transitCity('singapore', 'singapore', list).transferEntries).toBe(53);
  });
});

const names = Array.from('ABCDEFGHIJKLMNOP', (letter) => `${letter}x Station`);
const lines = fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 9 }), {
  minLength: 1,
  maxLength: 5,
});
const lists = lines.map((all): RawList => Object.fromEntries(all.map((stops, i) => [`Line ${i + 1}`, stops])));

test('made cities: answers by brute force, balance, the same bytes for a seed', () => {
  fc.assert(
    fc.property(lists, fc.nat(), fc.integer({ min: 1, max: 12 }), (list, seed, perType) => {
      const { rows } = asked(list, seed, perType, seed % 2 === 0 ? 'china' : 'x');
      expect(rows.flatMap((row) => faults(list, row))).toEqual([]);
      expect(imbalances(rows)).toEqual([]);
      expect(JSON.stringify(asked(list, seed, perType, seed % 2 === 0 ? 'china' : 'x').rows)).toBe(
        JSON.stringify(rows),
      );
    }),
    { numRuns: 100 },
  );
});

test('what cannot be asked is said', () => {
  expect(asked({ One: ['A', 'B', 'C'] }, 1, 4).shortages).toEqual([
    { type: 'TorF1', reason: '0 of 4: all stations lie on one line, the answer would always be yes' },
    { type: 'TorF2', reason: '0 of 4: every station lies on every line, the answer would always be yes' },
    { type: 'Counting1', reason: '3 of 4: no more pairs of stations on one line' },
    { type: 'Counting2', reason: '3 of 4: no more stations' },
    { type: 'planning', reason: '3 of 4: no more pairs for middle ones' },
  ]);
});

test('behind the start of a branch no stops are counted and no route is asked for', () => {
  const list = { Main: ['A', 'B (Branch-starting Station)', 'C', 'D', 'E'], Other: ['A', 'X'] };
  const { rows } = asked(list, 1, 100);
  const pairs = (type: string) =>
    rows.filter((row) => row.type === type).map(({ station_1, station_2 }) => [station_1, station_2].sort().join(''));
  expect(pairs('Counting1').toSorted()).toEqual(['AB', 'AX']);
  expect(pairs('planning').toSorted()).toEqual(['AB', 'AX', 'BX']);
  expect(pairs('TorF1').join()).toMatch(/[CDE]/);
});

test('round a loop only opposite stops have a clear number between them', () => {
  const { rows } = asked({ Ring: ['A', 'B', 'C', 'D', 'A'] }, 1, 10);
  const counted = rows.filter(({ type }) => type === 'Counting1');
  expect(counted.map(({ station_1, station_2 }) => [station_1, station_2].sort().join('')).toSorted()).toEqual([
    'AC',
    'BD',
  ]);
  expect(rows.filter(({ type }) => type === 'planning')).toHaveLength(6);
});

test('the long form asks for a list only in China', () => {
  const list = { One: Array.from('ABCDEFGH'), Two: ['A', 'X'] };
  const long = (country: string) =>
    asked(list, 1, 30, country).rows.flatMap((row) => (row.type === 'planning' ? [row.question_long] : []));
  const counting = (question: string): boolean => question.includes('Number of Via Stops: x');
  expect(long('x').every(counting)).toBe(true);
  expect(new Set(long('china').map(counting)).size).toBe(2);
});
