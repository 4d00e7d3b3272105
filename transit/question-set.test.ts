import { expect, test } from 'vitest';
import { questionSet } from './question-set.ts';
import { difficulties, questionKinds } from './question.ts';

const spec = { split: 'train', name: [7, 'plans', 3], kinds: questionKinds, count: 21, difficulties };

test('a spec decides its questions; another split, seed or step has others', () => {
  const ids = (other: Partial<typeof spec>): string => JSON.stringify(questionSet({ ...spec, ...other }));
  expect(ids({})).toBe(ids({}));
  expect(ids({ split: 'held-out' })).not.toBe(ids({}));
  expect(ids({ name: [7, 'plans', 4] })).not.toBe(ids({}));
});

test('kinds come in turn, plans by 0, 1 and 2 transfers, every id once', () => {
  const set = questionSet(spec);
  expect(set.map(({ question }) => question.kind)).toEqual([...questionKinds, ...questionKinds, ...questionKinds]);
  const transfers = set.flatMap(({ question }) =>
    question.type === 'planning' ? question.question_transfer_count : [],
  );
  expect(transfers).toEqual([0, 1, 2, 0, 1, 2]);
  expect(new Set(set.map(({ question }) => question.id)).size).toBe(set.length);
});

test('questions may share a map', () => {
  const set = questionSet({ ...spec, questionsPerNetwork: 5 });
  expect(set).toHaveLength(21);
  expect(new Set(set.map(({ network }) => network)).size).toBe(5);
  expect(set[4]!.network).toBe(set[0]!.network);
});

test('transfers that no random network has are refused', () => {
  expect(() => questionSet({ ...spec, kinds: ['planning_short'], transfers: [7] })).toThrow('transfers may be 0 to 2');
});
