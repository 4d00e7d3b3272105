import { expect, test } from 'vitest';

import { rewardPresets } from '../reward/rules.ts';
import { stationPlaces } from '../transit/map-plan.ts';
import { stationList } from '../transit/network.ts';
import { questionOf } from '../transit/question-of.ts';
import { randomNetwork } from '../transit/random-network.ts';
import { bestRoute } from '../transit/routes.ts';
import type { PosedQuestion } from './data.ts';
import { drawnRoute } from './drawn-route.ts';

const rules = rewardPresets.paper;
const section = (line: string, from: string, to: string): string =>
  `Route Name: ${line}\nDeparture Stop: ${from}\nArrival Stop: ${to}\n`;

const network = randomNetwork(['drawn-route'], 'hard');
const places = stationPlaces(network);
const question = questionOf('planning_short', network, ['drawn-route'], 1);
const posed = { question, stations: stationList(network), places } as PosedQuestion;

test('the model answer is drawn from stop to stop of the best route', () => {
  const { sections } = bestRoute(network, question.station_1, question.station_2)!;
  const legs = drawnRoute(question.solution, posed, rules);
  expect(legs.map(({ line, served, spots }) => [line, served, spots.length])).toEqual(
    sections.map(({ line, stops }) => [line, true, stops + 1]),
  );
  expect(legs.flatMap(({ spots }) => spots)).toContainEqual(places.at[question.station_1]);
  expect(legs.flatMap(({ spots }) => spots)).toContainEqual(places.at[question.station_2]);
});

test('a ride that its line does not serve goes straight; a stop that is not there has no place', () => {
  const [a, b] = [question.station_1, question.station_2];
  const straight = [places.at[a], places.at[b]];
  expect(drawnRoute(section('Line 99', a, b), posed, rules)).toEqual([
    { line: 'Line 99', served: false, spots: straight },
  ]);
  expect(drawnRoute(section('Line 1', a, 'Z9'), posed, rules)).toEqual([]);
  expect(drawnRoute('no route', posed, rules)).toEqual([]);
});

test('a loop is ridden the shorter way', () => {
  const loop = ['a', 'b', 'c', 'd', 'e', 'a'];
  const at = Object.fromEntries(loop.slice(0, -1).map((name, x) => [name, [x, 0] as const]));
  const ring = { question, stations: { Ring: loop }, places: { width: 9, height: 9, at } } as unknown as PosedQuestion;
  const ridden = (from: string, to: string): readonly number[] =>
    drawnRoute(section('Ring', from, to), ring, rules)[0]!.spots.map(([x]) => x);
  expect(ridden('b', 'c')).toEqual([1, 2]);
  expect(ridden('b', 'e')).toEqual([4, 0, 1]);
  expect(ridden('a', 'd')).toEqual([3, 4, 0]);
});

test('where places are not known, or no route is asked, nothing is drawn', () => {
  expect(drawnRoute(question.solution, { question, stations: posed.stations, map: posed.map }, rules)).toEqual([]);
  const dense = questionOf('TorF1', network, ['drawn-route']);
  expect(drawnRoute(question.solution, { ...posed, question: dense }, rules)).toEqual([]);
});
