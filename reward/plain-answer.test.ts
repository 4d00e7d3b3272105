import { expect, test } from 'vitest';
import { readPlainAnswer } from './plain-answer.ts';
import { readShortAnswer } from './short-answer.ts';

test.each([
  ['yes or no', '\\boxed{\\text{Yes}}', 'yes'],
  ['yes or no', '\\boxed{\\textbf{No}.}', 'no'],
  ['yes or no', '<think>\\boxed{no}?</think>\n\\boxed{Yes, they are}', 'yes'],
  ['yes or no', 'The answer is: **yes**.', 'yes'],
  ['yes or no', '<think>hm</think>No', 'no'],
  ['yes or no', '\\boxed{y e s}', ''],
  ['yes or no', '\\boxed{nobody}', ''],
  ['yes or no', 'I think so', ''],
  ['option', '\\boxed{A) 8}', 'a'],
  ['option', '\\boxed{(D)}', 'd'],
  ['option', '\\boxed{E}', ''],
  ['option', '\\boxed{B', ''],
  ['number', '\\boxed{1,000}', '1000'],
  ['number', '\\boxed{5.0}', '5'],
  ['number', '\\boxed{n = 5 lines}', '5'],
  ['number', '\\boxed{-4}', '-4'],
  ['number', '\\boxed{5km}', ''],
  ['number', '\\boxed{1_0}', ''],
  ['number', '\\boxed{5.5}', ''],
  ['number', '\\boxed{.5}', ''],
  ['number', '\\boxed{1/2}', ''],
] as const)('%s: %s is read as "%s"', (kind, answer, expected) => {
  expect(readPlainAnswer(answer, kind).text).toBe(expected);
});

test.each([
  ['\\boxed{\\text{Yes}}', '{yes}'],
  ['\\boxed{y e s}', 'yes'],
  ['The answer is 4. It is.', '4'],
  ['\\boxed{5km}', '5'],
  ['\\boxed{\\sqrt2}', '\\sqrt{2}'],
  ['\\boxed{\\sqrt3\\frac12}', '\\sqrt{3}\\frac{1}{2}'],
  ['\\boxed{3/4}', '\\frac{3}{4}'],
  ['.5', '\\frac{1}{2}'],
])('the released code reads %s as "%s"', (answer, expected) => {
  expect(readShortAnswer(answer)).toBe(expected);
});
