import { expect, test } from 'vitest';

import type { Evaluation, Tally } from './data.ts';
import { guessing } from './held-out-answers.ts';

const evaluation = (byKind: readonly Tally[]): Evaluation => ({
  label: 'after',
  step: 1,
  byKind,
  byCity: [],
  unreadable: 0,
  notice: '',
});

test('the level of guessing is told of dense questions and of plans, where the record has it and they were asked', () => {
  const dense = { label: 'TorF1', count: 10, right: 3, constant: 6 };
  const plans = [
    { label: 'planning_short', count: 10, right: 5, constant: 1.5 },
    { label: 'planning_long', count: 10, right: 5, constant: 0.5 },
  ];
  expect(guessing(evaluation([dense, ...plans]))).toEqual({ dense: 0.6, planning: 0.1 });
  expect(guessing(evaluation([dense]))).toEqual({ dense: 0.6 });
  expect(guessing(evaluation([{ label: 'TorF1', count: 10, right: 3 }]))).toEqual({});
});
