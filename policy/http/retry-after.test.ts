import { expect, test } from 'vitest';

import { backOff, retryAfter } from './retry-after.ts';

const cases: readonly (readonly [string, Readonly<Record<string, string>>, number | undefined])[] = [
  ['seconds', { 'retry-after': '7' }, 7],
  ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '7' }, 0.25],
  [
    'a date, by the clock of the server',
    { 'retry-after': 'Thu, 26 Nov 2026 10:00:05 GMT', date: 'Thu, 26 Nov 2026 10:00:00 GMT' },
    5,
  ],
  ['a date without a clock', { 'retry-after': 'Thu, 26 Nov 2026 10:00:05 GMT' }, undefined],
  ['nothing', {}, undefined],
  ['no number', { 'retry-after': 'soon' }, undefined],
  ['the past', { 'retry-after': '-3' }, undefined],
  ['far too long', { 'retry-after': '86400' }, 120],
];

test.each(cases)('%s', (_, headers, seconds) => {
  expect(retryAfter(new Headers(headers))).toBe(seconds);
});

test('waits double, up to half a minute', () => {
  expect([1, 2, 3, 4, 7, 8, 20].map(backOff)).toEqual([0.5, 1, 2, 4, 30, 30, 30]);
});
