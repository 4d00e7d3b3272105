import { expect, test } from 'vitest';

import type { Question, QuestionKind } from '../transit/question.ts';
import type { PosedQuestion } from '../transit/question-set.ts';
import { cityNotice } from './city-notice.ts';

const posed = (kind: QuestionKind, question_transfer_count: number): PosedQuestion => ({
  question: { kind, question_transfer_count } as Question,
  network: { country: 'land', city: 'Town', lines: [], columns: 8, rows: 8, places: {} },
});

test('what cities are left out, and what plans need, is told; nothing where there is nothing', () => {
  const plans = [posed('planning_short', 1), posed('planning_long', 0), posed('planning_long', 1), posed('TorF1', 0)];
  expect(cityNotice([{ country: 'land', city: 'Sprawl', reason: '6 lines' }], plans)).toBe(
    'Cities that do not fit the grid: Sprawl (6 lines). Transfers that plans about cities need: 0 in 1, 1 in 2.',
  );
  expect(cityNotice([], [posed('TorF1', 0)])).toBe('');
});
