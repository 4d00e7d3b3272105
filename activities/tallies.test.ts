import { expect, test } from 'vitest';

import type { Question, QuestionKind } from '../transit/question.ts';
import { generated } from '../transit/random-network.ts';
import { tallies, type Judged } from './tallies.ts';

const judged = (kind: QuestionKind, answer: number, right: boolean, of: Partial<Question> = {}): Judged => ({
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
});

test('the constant answer is each kind’s most frequent one, the smallest of those; a plan has none', () => {
  const { byKind, byDifficulty, byTransfers } = tallies([
    judged('TorF1', 1, true),
    judged('TorF1', 0, false),
    judged('TorF1', 0, false, { difficulty_city: 'hard' }),
    judged('Counting2', 2, true),
    judged('Counting2', 1, true),
    judged('planning_short', -1, true, { question_transfer_count: 1 }),
    judged('planning_long', -1, false, { question_transfer_count: 0 }),
  ]);
  const shown = byKind.filter(({ count }) => count > 0);
  expect(shown).toEqual([
    { label: 'TorF1', count: 3, right: 1, constant: 2 },
    { label: 'Counting2', count: 2, right: 2, constant: 1 },
    { label: 'planning_short', count: 1, right: 1, constant: 0 },
    { label: 'planning_long', count: 1, right: 0, constant: 0 },
  ]);
  expect(byDifficulty.filter(({ count }) => count > 0)).toEqual([
    { label: 'dense, easy maps', count: 4, right: 3, constant: 2 },
    { label: 'dense, hard maps', count: 1, right: 0, constant: 1 },
    { label: 'planning, easy maps', count: 2, right: 1, constant: 0 },
  ]);
  expect(byTransfers).toEqual([
    { label: '0 transfers', count: 1, right: 0, constant: 0 },
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
