import { expect, test } from 'vitest';

import type { Question, QuestionKind } from '../transit/question.ts';
import { generated } from '../transit/random-network.ts';
import { tallies, type Judged } from './tallies.ts';

const judged = (
  kind: QuestionKind,
  answer: number,
  right: boolean,
  of: Partial<Question> = {},
  guessed = 0,
): Judged => ({
  question: {
    kind,
    type: kind.startsWith('planning') ? 'planning' : kind,
    answer,
    country: generated,
    city: 'x',
    difficulty_city: 'easy',
    question_transfer_count: 0,
    ...of,
  } as Question,
  right,
  guessed,
});

test('guessing is each kind’s most frequent answer, the smallest of those, and of plans the sum of their chances', () => {
  const { byKind, byDifficulty, byTransfers } = tallies([
    judged('TorF1', 1, true),
    judged('TorF1', 0, false),
    judged('TorF1', 0, false, { difficulty_city: 'hard' }),
    judged('Counting2', 2, true),
    judged('Counting2', 1, true),
    judged('planning_short', -1, true, { question_transfer_count: 1 }),
    judged('planning_long', -1, false, {}, 0.25),
    judged('planning_long', -1, false, {}, 0.5),
  ]);
  const shown = byKind.filter(({ count }) => count > 0);
  expect(shown).toEqual([
    { label: 'TorF1', count: 3, right: 1, constant: 2 },
    { label: 'Counting2', count: 2, right: 2, constant: 1 },
    { label: 'planning_short', count: 1, right: 1, constant: 0 },
    { label: 'planning_long', count: 2, right: 0, constant: 0.75 },
  ]);
  expect(byDifficulty.filter(({ count }) => count > 0)).toEqual([
    { label: 'dense, easy maps', count: 4, right: 3, constant: 2 },
    { label: 'dense, hard maps', count: 1, right: 0, constant: 1 },
    { label: 'planning, easy maps', count: 3, right: 1, constant: 0.75 },
  ]);
  expect(byTransfers).toEqual([
    { label: '0 transfers', count: 2, right: 0, constant: 0.75 },
    { label: '1 transfer', count: 1, right: 1, constant: 0 },
  ]);
});

test('real cities are counted by city alone, by constant answers of their own', () => {
  const rome = { country: 'italy', city: 'rome' };
  const { byKind, byCity } = tallies([
    judged('TorF1', 0, true),
    judged('TorF1', 1, false, rome),
    judged('TorF1', 1, true, rome),
  ]);
  expect(byKind[0]).toEqual({ label: 'TorF1', count: 1, right: 1, constant: 1 });
  expect(byCity).toEqual([{ label: 'rome', count: 2, right: 1, constant: 2 }]);
});

test('cities of one name in two countries are counted apart, and told by their countries', () => {
  const { byCity } = tallies([
    judged('TorF1', 1, true, { country: 'spain', city: 'cordoba' }),
    judged('TorF1', 1, false, { country: 'argentina', city: 'cordoba' }),
    judged('TorF1', 1, true, { country: 'argentina', city: 'cordoba' }),
    judged('TorF1', 1, true, { country: 'italy', city: 'rome' }),
  ]);
  expect(byCity.map(({ label, count, right }) => [label, count, right])).toEqual([
    ['cordoba (argentina)', 2, 1],
    ['cordoba (spain)', 1, 1],
    ['rome', 1, 1],
  ]);
});
