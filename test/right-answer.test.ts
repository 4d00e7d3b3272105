import { expect, test } from 'vitest';

import { scoreAnswer } from '../reward/reward.ts';
import { questionsOf } from '../transit/dataset/dataset-question.ts';
import { madePlan, madeRow } from '../transit/dataset/made-parquet.ts';
import type { RowFields } from '../transit/dataset/published-file.ts';
import { readRow } from '../transit/dataset/published-row.ts';
import { rightAnswer } from '../transit/dataset/right-answer.ts';
import { routesOf } from '../transit/dataset/route-field.ts';
import { stationFieldOf } from '../transit/dataset/station-field.ts';
import type { StationList } from '../transit/network.ts';

/** The questions that a published row asks, each with its right answer and what the reward gives for that. */
function answered(fields: RowFields) {
  const published = readRow(fields);
  if ('reasons' in published) throw new Error(published.reasons.join());
  const given = stationFieldOf(fields['json']);
  const stations: StationList = given && 'stations' in given ? given.stations : {};
  return questionsOf(0, published).map((question) => {
    const answer = rightAnswer(question, routesOf(fields['routes']));
    const options = { preset: 'paper', mode: 'difficulty_aware' } as const;
    return { kind: question.kind, answer, reward: scoreAnswer(answer, question, stations, options) };
  });
}

test.each([
  ['TorF1', 1n, '\\boxed{Yes}'],
  ['TorF2', 0n, '\\boxed{No}'],
  ['Counting1', 2n, '\\boxed{C}'],
  ['Counting2', 3n, '\\boxed{3}'],
  ['Counting3', 12n, '\\boxed{12}'],
])('the right answer to a %s is its label in a box', (type, answer, written) => {
  const [only] = answered(madeRow(0, null, { type, answer }));
  expect(only?.answer).toBe(written);
  expect(only?.reward).toMatchObject({ outcome: 'right', formatReward: 1 });
});

test('the right answer to a plan is its first reference route', () => {
  const [short, long] = answered(madePlan(0, null));
  expect(short?.answer).toBe('Route Name: Line 1\nDeparture Stop: Station 0\nArrival Stop: Station 1');
  expect(long?.answer).toBe(`${short?.answer}\nVia Stops: `);
  for (const each of [short, long]) expect(each?.reward).toMatchObject({ outcome: 'right', formatReward: 1 });
});

test('a solution of the row itself goes before; a plan without routes has none', () => {
  const given = '<think>B2 Line 1</think>\\boxed{2}';
  expect(answered(madeRow(2, null, { solution: given }))[0]?.answer).toBe(given);
  for (const routes of [null, '[]', '{"route_1": [{"route_name": 3}]}'])
    expect(answered(madePlan(0, null, { routes })).map(({ answer }) => answer)).toEqual(['', '']);
});
