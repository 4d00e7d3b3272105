import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { StationList } from '../../transit/network.ts';
import { evaluateLongRoute, evaluateShortRoute } from './evaluate-route.ts';
import type { RouteEvaluation } from './evaluate-route.ts';
import { evaluateShortAnswer } from './evaluate-short-answer.ts';
import type { ShortAnswerQuestion } from './evaluate-short-answer.ts';
import type { RouteQuestion } from './route-question.ts';

interface PlanningCase extends RouteQuestion {
  readonly id: string;
  readonly kind: 'planning';
  readonly short_response: string;
  readonly long_response: string;
  readonly expected: { readonly short: object; readonly long: object };
}

interface PlusCase extends ShortAnswerQuestion {
  readonly id: string;
  readonly kind: 'plus';
  readonly response: string;
  readonly expected: { readonly accuracy: number };
}

const data = new URL('../../../shared/data/', import.meta.url);
const hasData = existsSync(data);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, data), 'utf8'));
}

const lists = new Map<string, StationList>();
function stationsOf({ country, city }: PlanningCase): StationList {
  const path = `stations/${country}/${city}.json`;
  const list = lists.get(path) ?? (readJson(path) as StationList);
  lists.set(path, list);
  return list;
}

/** The scores of a short answer under their names in the file. */
function namedShort(found: RouteEvaluation): object {
  return {
    accuracy: found.accuracy,
    map_score: found.mapScore,
    departure_arrival_score: found.departureArrivalScore,
    route_name_score: found.routeNameScore,
    stops_score: found.stopsScore,
  };
}

function namedLong(found: RouteEvaluation): object {
  return { ...namedShort(found), num_via_stop_score: found.numViaStopScore, via_stops_score: found.viaStopsScore };
}

const cases = hasData ? (readJson('golden/evaluation.json') as readonly (PlanningCase | PlusCase)[]) : [];

test.skipIf(!hasData)('route scores equal the official code in every number (skipped without ../shared/data)', () => {
  const planning = cases.filter((golden) => golden.kind === 'planning');
  expect(planning.length).toBeGreaterThan(200);
  for (const golden of planning) {
    const stations = stationsOf(golden);
    const short = namedShort(evaluateShortRoute(golden.short_response, golden, stations));
    expect(short, `${golden.id} short`).toStrictEqual(golden.expected.short);
    const long = namedLong(evaluateLongRoute(golden.long_response, golden, stations));
    expect(long, `${golden.id} long`).toStrictEqual(golden.expected.long);
  }
});

test.skipIf(!hasData)('short answers are judged as the official code does (skipped without ../shared/data)', () => {
  const plus = cases.filter((golden) => golden.kind === 'plus');
  expect(plus.length).toBeGreaterThan(100);
  for (const golden of plus) {
    expect(evaluateShortAnswer(golden.response, golden).accuracy, `${golden.id} accuracy`).toBe(
      golden.expected.accuracy,
    );
  }
});
