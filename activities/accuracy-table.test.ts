import { expect, test } from 'vitest';

import type { Evaluation } from './data.ts';
import { accuracyTable } from './accuracy-table.ts';

const evaluation = (right: number): Evaluation => ({
  label: 'before',
  step: 0,
  byKind: [
    { label: 'TorF1', count: 10, right },
    { label: 'Counting1', count: 10, right: 4 },
    { label: 'planning_short', count: 20, right: 5 },
  ],
  byCity: [
    { label: 'oslo', count: 7, right: 1 },
    { label: 'rome', count: 7, right: 2 },
  ],
  unreadable: 0,
  notice: '',
});

test('the table has each kind, the sums of the dense kinds and of planning, each city, and all cities', () => {
  const { rows } = accuracyTable(evaluation(5), evaluation(9));
  expect(rows.map(({ label, count, before, after }) => [label, count, before.right, after?.right])).toEqual([
    ['TorF1', 10, 5, 9],
    ['Counting1', 10, 4, 4],
    ['planning_short', 20, 5, 5],
    ['all dense', 20, 9, 13],
    ['all planning', 20, 5, 5],
    ['oslo', 7, 1, 1],
    ['rome', 7, 2, 2],
    ['all cities', 14, 3, 3],
  ]);
});

test('a run under way has no accuracy after', () => {
  const table = accuracyTable(evaluation(5), undefined);
  expect(table.rows.every(({ after }) => after === undefined)).toBe(true);
});

test('guessing, difficulty, transfers and blank paper are shown where a record has them', () => {
  const old = accuracyTable(evaluation(5), evaluation(9));
  expect(old).toMatchObject({ byDifficulty: [], byTransfers: [] });
  expect(old.rows.every(({ guessing, blank }) => guessing === undefined && blank === undefined)).toBe(true);

  const [torF] = evaluation(5).byKind;
  const byDifficulty = [{ label: 'dense, easy maps', count: 10, right: 3, constant: 4 }];
  const byTransfers = [{ label: '1 transfer', count: 20, right: 5, constant: 0 }];
  const full = { ...evaluation(5), byKind: [{ ...torF!, constant: 6 }], byDifficulty, byTransfers };
  const table = accuracyTable(full, full, { ...full, byKind: [{ ...torF!, right: 2 }] });
  expect(table.rows.find(({ label }) => label === 'TorF1')).toMatchObject({ guessing: 0.6, blank: { right: 2 } });
  expect(table.rows.find(({ label }) => label === 'all dense')).toMatchObject({ count: 10, guessing: 0.6 });
  expect(table.byDifficulty).toMatchObject([{ label: 'dense, easy maps', guessing: 0.4, after: { right: 3 } }]);
  expect(table.byTransfers).toMatchObject([{ label: '1 transfer', guessing: undefined }]);
});

test('the interval of all cities is over cities', () => {
  const byCity = [0, 7, 0, 7].map((right, index) => ({ label: `city ${index}`, count: 7, right }));
  const { rows } = accuracyTable({ ...evaluation(5), byCity }, { ...evaluation(5), byCity });
  const { before, after } = rows.find(({ label }) => label === 'all cities')!;
  expect(before).toMatchObject({ right: 14, mean: 0.5 });
  expect(before.low).toBeLessThan(0.1);
  expect(after).toEqual(before);
});
