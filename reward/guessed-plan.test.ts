import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isPlan, questionKinds } from '../transit/question.ts';
import { questionSet } from '../transit/question-set.ts';
import { linesThrough, stationList } from '../transit/network.ts';
import { guessedPlan } from './guessed-plan.ts';

const stations = {
  'Line 1': ['A1', 'A2', 'A3'],
  'Line 2': ['A1', 'B1', 'A3'],
  'Line 3': ['B1', 'C1'],
  'Line 4': ['C1', 'D1'],
};
const guessed = (station_1: string, station_2: string, question_transfer_count: number): number =>
  guessedPlan(
    { type: 'planning', difficulty_city: 'middle', question_transfer_count, answer: -1, station_1, station_2 },
    stations,
    { preset: 'paper', mode: 'baseline' },
  );

test('a plan is guessed by each line that serves both of its stops', () => {
  expect(guessed('A1', 'A2', 0)).toBe(1 / 4);
  expect(guessed('A3', 'A1', 0)).toBe(2 / 4);
  expect(guessed('A1', 'C1', 1)).toBe(0);
  expect(guessed('A2', 'D1', 2)).toBe(0);
});

test('of plans on drawn maps those without a transfer alone are guessed, by the lines that two stops share', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), (name) => {
      const plans = questionSet({
        split: 'test',
        name: [name],
        kinds: questionKinds.filter(isPlan),
        count: 6,
        difficulties: ['easy', 'hard'],
      });
      for (const { question, network } of plans) {
        const shared = linesThrough(network, question.station_1).filter(({ stations: stops }) =>
          stops.includes(question.station_2),
        );
        const chance = guessedPlan(question, stationList(network), { preset: 'released', mode: 'baseline' });
        expect(chance).toBe(shared.length / network.lines.length);
        expect(chance > 0).toBe(question.question_transfer_count === 0);
      }
    }),
    { numRuns: 20 },
  );
});
