import { expect, test } from 'vitest';

import type { Evaluation } from './data.ts';
import { accuracyTable } from './report-data.ts';

const evaluation = (right: number): Evaluation => ({
  label: 'before',
  step: 0,
  byKind: [
    { label: 'TorF1', count: 10, right },
    { label: 'Counting1', count: 10, right: 4 },
    { label: 'planning_short', count: 20, right: 5 },
  ],
  byCity: [{ label: 'rome', count: 7, right: 2 }],
  unreadable: 0,
  notice: '',
});

test('the table has each kind, the sums of the dense kinds and of planning, and each city', () => {
  const { rows } = accuracyTable(evaluation(5), evaluation(9));
  expect(rows.map(({ label, count, before, after }) => [label, count, before.right, after?.right])).toEqual([
    ['TorF1', 10, 5, 9],
    ['Counting1', 10, 4, 4],
    ['planning_short', 20, 5, 5],
    ['all dense', 20, 9, 13],
    ['all planning', 20, 5, 5],
    ['rome', 7, 2, 2],
  ]);
});

test('a run under way has no accuracy after', () => {
  const table = accuracyTable(evaluation(5), undefined);
  expect(table.rows.every(({ after }) => after === undefined)).toBe(true);
});
