import { expect, test } from 'vitest';

import { questionKinds } from '../question.ts';
import { questionSet } from '../question-set.ts';
import { countedRide, thought, withoutThought } from './trace.ts';

test('a solution without its thought is the answer, and an answer without one is itself', () => {
  expect(withoutThought(thought(['A1 Line 2']) + '\\boxed{Yes}')).toBe('\\boxed{Yes}');
  expect(withoutThought('\\boxed{3}')).toBe('\\boxed{3}');
  for (const { question } of questionSet({
    split: 'test',
    name: ['thought'],
    kinds: questionKinds,
    count: 70,
    difficulties: ['easy', 'hard'],
  }))
    expect(withoutThought(question.solution)).toMatch(/^(\\boxed\{\w+\}|Route Name: Line)/);
});

test('a ride is told from cell to cell, with the stops passed', () => {
  const places = { A1: { column: 2, row: 0 }, A2: { column: 3, row: 0 }, B2: { column: 4, row: 1 } };
  expect(countedRide({ places }, ['A1', 'A2', 'B2'])).toBe(
    'B2 column 5 row 2, A1 column 3 row 1 east column 4 row 1: 0 southeast column 5 row 2: 1',
  );
  expect(() => countedRide({ places }, ['A1', 'B2'])).toThrow('cell 4, 1 is not beside cell 2, 0');
});
