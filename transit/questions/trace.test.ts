import { expect, test } from 'vitest';

import { questionKinds } from '../question.ts';
import { questionSet } from '../question-set.ts';
import { thought, withoutThought } from './trace.ts';

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
