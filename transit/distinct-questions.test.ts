import fc from 'fast-check';
import { expect, test } from 'vitest';

import { distinctQuestions } from './distinct-questions.ts';
import { questionOf } from './question-of.ts';
import { questionKinds, type Question } from './question.ts';
import { randomNetwork } from './random-network.ts';

const network = randomNetwork(['distinct'], 'easy');
const asked = (count: number, name: string): readonly Question[] =>
  distinctQuestions(network, questionKinds, count, ['test', name]);
const distinct = (questions: readonly Question[]): number =>
  new Set(questions.map(({ kind, question }) => `${kind} ${question}`)).size;

test('no question is asked twice, ids are distinct, and the name decides all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.string({ maxLength: 8 }), (count, name) => {
      const questions = asked(count, name);
      expect(questions).toHaveLength(count);
      expect(distinct(questions)).toBe(count);
      expect(new Set(questions.map(({ id }) => id)).size).toBe(count);
      expect(asked(count, name)).toEqual(questions);
      expect(asked(count + 1, name).slice(0, count)).toEqual(questions);
    }),
    { numRuns: 30 },
  );
});

test('while nothing is double, each question is the one that its place in the turn names', () => {
  const kinds = questionKinds;
  const plain = kinds.map((kind, index) => questionOf(kind, network, ['test', 'plain', index]));
  expect(asked(kinds.length, 'plain')).toEqual(plain);
});

test('a kind with one question leaves its turns to the others, evenly', () => {
  const counts = questionKinds.map((kind) => asked(31, 'turns').filter((question) => question.kind === kind).length);
  expect(counts[questionKinds.indexOf('Counting3')]).toBe(1);
  expect(counts.filter((count) => count === 5)).toHaveLength(6);
});

test('where a network has no more questions there are fewer', () => {
  expect(distinctQuestions(network, ['Counting3'], 4, ['test'])).toHaveLength(1);
});
