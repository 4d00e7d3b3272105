import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { evaluateLongRoute, evaluateShortRoute } from '../reward/evaluation/evaluate-route.ts';
import { evaluationPresets } from '../reward/evaluation/evaluation-rules.ts';
import { routeRecord, shortRecord } from '../reward/benchmarks/records.ts';
import { scoreAnswer } from '../reward/reward.ts';
import type { PresetName } from '../reward/rules.ts';
import { steadyName } from '../reward/station-name.ts';
import { cityQuestionSet } from '../transit/city-questions/city-question-set.ts';
import type { DenseRow, PlanningRow, RouteSection } from '../transit/city-questions/question-row.ts';
import { stationKey, stationName } from '../transit/city-questions/station-name.ts';
import { transitCity } from '../transit/city-questions/transit-city.ts';
import { optionLetters } from '../transit/city-questions/wording.ts';
import type { StationList } from '../transit/network.ts';
import { readMarkedList, stationFiles } from '../transit/read-cities.ts';

const folder = fileURLToPath(new URL('../../shared/data/stations/', import.meta.url));
const files = existsSync(folder) ? await stationFiles(folder) : [];
const cities = files.map(({ country, file }) => ({ country, city: basename(file, '.json'), file }));

function rightAnswer({ type, answer }: DenseRow): string {
  if (type === 'Counting1') return `\\boxed{${optionLetters[answer]}}`;
  return `\\boxed{${type === 'TorF1' || type === 'TorF2' ? ['no', 'yes'][answer] : answer}}`;
}

type ViaRow = (section: RouteSection) => readonly string[];
const noVias: ViaRow = () => [];
const viaCount: ViaRow = ({ num_via_stops }) => [`Number of Via Stops: ${num_via_stops}`];
const viaList: ViaRow = ({ via_stops }) => [`Via Stops: ${via_stops.join(',')}`];

function written(route: readonly RouteSection[], viaRow: ViaRow): string {
  const rows = (section: RouteSection): readonly string[] => [
    `Route Name: ${section.route_name}`,
    `Departure Stop: ${section.departure_stop}`,
    `Arrival Stop: ${section.arrival_stop}`,
    ...viaRow(section),
  ];
  return route.map((section) => `${rows(section).join('\n')}\n`).join('--\n');
}

/** Whether each line spells its stops as the route does: the released evaluation knows no other spelling. */
function isSpelledAlike(route: readonly RouteSection[], list: StationList): boolean {
  return route.every(({ route_name, departure_stop, arrival_stop }) => {
    const names = new Set(list[route_name]!.map(stationName));
    return names.has(departure_stop) && names.has(arrival_stop);
  });
}

/** The judges, by name, that do not take a reference route of the row for right. */
function judgesAgainst(row: PlanningRow, route: readonly RouteSection[], list: StationList): readonly string[] {
  const short = written(route, noVias);
  const long = written(route, row.question_long.includes('Number of Via Stops:') ? viaCount : viaList);
  const isRightBy = (preset: PresetName): Readonly<Record<string, boolean>> => ({
    [`${preset} short`]: evaluateShortRoute(short, row, list, evaluationPresets[preset]).accuracy === 1,
    [`${preset} long`]: evaluateLongRoute(long, row, list, evaluationPresets[preset]).accuracy === 1,
  });
  const isRight: Readonly<Record<string, boolean>> = {
    reward: scoreAnswer(short, row, list, { preset: 'paper', mode: 'baseline' }).accuracy,
    ...isRightBy('paper'),
    ...(isSpelledAlike(route, list) && isRightBy('released')),
  };
  return Object.keys(isRight).filter((judge) => !isRight[judge]);
}

test.skipIf(cities.length === 0)('each city has one list of stations (skipped without ../shared/data)', () => {
  expect(new Set(cities.map(({ country, city }) => `${country}/${city}`)).size).toBe(cities.length);
});

test.each(cities)('$country/$city: right answers are right to the reward and to the evaluation', async (place) => {
  const list = await readMarkedList(place.file);
  const city = transitCity(place.country, place.city, list);
  const { rows } = cityQuestionSet(city, { seed: 5, perType: 24, figure: './map.png', json: './list.json' });
  const misjudged = rows.flatMap((row) => {
    if (row.type === 'planning')
      return Object.values(row.routes).flatMap((route) =>
        judgesAgainst(row, route, list).map((judge) => `${judge}: ${written(route, noVias)}`),
      );
    const { accuracy } = scoreAnswer(rightAnswer(row), row, list, { preset: 'released', mode: 'difficulty_aware' });
    return accuracy ? [] : [row.question];
  });
  expect(misjudged).toEqual([]);
});

test.each(cities)('$country/$city: rows are read as those of the benchmarks are', async (place) => {
  const city = transitCity(place.country, place.city, await readMarkedList(place.file));
  const { rows } = cityQuestionSet(city, { seed: 6, perType: 8, figure: './map.png', json: './list.json' });
  const refused = rows.filter((row) => !(row.type === 'planning' ? routeRecord : shortRecord).safeParse(row).success);
  expect(refused).toEqual([]);
});

test.each(cities)('$country/$city: stations are told apart as the reward tells them apart', async ({ file }) => {
  const names = Object.values(await readMarkedList(file)).flat();
  const groups = (nameOf: (name: string) => string): readonly number[] => {
    const keys = names.map(nameOf);
    return keys.map((key) => keys.indexOf(key));
  };
  expect(groups(stationKey)).toEqual(groups(steadyName));
});
