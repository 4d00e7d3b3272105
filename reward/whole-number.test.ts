import { expect, test } from 'vitest';
import { readWholeNumber } from './whole-number.ts';

test.each([
  ['05', 5n],
  ['+5', 5n],
  ['-0', 0n],
  ['1_0', 10n],
  ['５', 5n],
  ['٣٠', 30n],
  ['𝟙𝟗', 19n],
  ['\u001f7\u3000', 7n],
  ['9007199254740993', 9007199254740993n],
])('%s is a whole number', (text, expected) => {
  expect(readWholeNumber(text)).toBe(expected);
});

test.each([
  '',
  '5.0',
  '1,000',
  'five',
  '_1',
  '1__0',
  '1_',
  '+ 5',
  '--5',
  '0x10',
  '²',
  '½',
  '7\ufeff',
  '1'.repeat(4301),
])('%s is not', (text) => {
  expect(readWholeNumber(text)).toBeUndefined();
});
