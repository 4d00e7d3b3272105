import fc from 'fast-check';
import { expect, test } from 'vitest';

import { armLook } from './arm-look.ts';
import { comparisonHtml } from './comparison-html.ts';
import { comparisonText } from './comparison-text.ts';
import { differenceWords } from './difference-words.ts';
import { madeComparison } from './made-comparison.ts';
import { seedBand } from './seed-band.ts';
import type { Comparison } from './types.ts';

test('the page escapes what people and errors wrote, and shows every arm', () => {
  const page = comparisonHtml(madeComparison);
  expect(page).not.toMatch(/<script|<b>hard|<\/pre><\/pre>/);
  for (const text of ['made &amp; compared', '&lt;script&gt;alert(1)', 'sparse', '45.0%', '1.30 !', '+12.0']) {
    expect(page).toContain(text);
  }
  expect(comparisonHtml(madeComparison)).toBe(page);
});

test('the time at its head is said to be of the comparison itself, beside how many runs were reused', () => {
  const page = comparisonHtml(madeComparison);
  expect(page).toContain('<dt>Time of the comparison itself</dt><dd>12.0 min</dd>');
  expect(page).toContain('<dd>2 of 4, 2 of them reused</dd>');
  expect(page).toContain('<dt>Code</dt><dd>1.2.3, c0</dd>');
});

test('fourteen arms beside the base policy are told apart by colour, dots and lines', () => {
  const looks = Array.from({ length: 15 }, (_, index) => armLook(index));
  expect(new Set(looks).size).toBe(15);
  expect(looks.every((look) => /--arm: var\(--arm-[0-7]\)/.test(look))).toBe(true);
});

test('a comparison of which nothing ended well says so', () => {
  const none: Comparison = {
    ...madeComparison,
    questions: {},
    guessing: {},
    differences: [],
    arms: madeComparison.arms.map((each) => ({ ...each, values: {}, blank: {}, cost: undefined, curves: {} })),
  };
  expect(comparisonHtml(none)).toContain('No run has ended well.');
  expect(comparisonText(none)).toContain('sparse, seed 2 failed: <script>');
});

test('the text has the verdict, then aligned tables, marks an uneven budget, and says what failed', () => {
  expect(comparisonText(madeComparison)).toBe(
    `
Pairs of arms that differ beyond the 95 % interval: dense questions in 1 of 1.
Shown. More dense questions right where an arm has one run, by points (95 % over questions alone):
  both above sparse by 12.0 (5.0 to 19.0)
Seeds missing of sparse (1 finished, 1 failed), both (1 finished, 1 failed).
One run of sparse, both: the intervals count new questions, no new seeds; another seed may end elsewhere.
Unequal cost of both (1.30): policy seconds by the mean of all arms, more than 10 % off. Their pairs differ in budget too.

arm                     runs  dense      95 %  planning      95 %  reward  dense on blank  planning on blank  policy s  of mean
base                          40.0%  30 to 50     10.0%   0 to 20    5.00               –                  –
sparse  1 finished, 1 failed  60.0%  50 to 70     20.0%  10 to 30    6.00           30.0%               2.0%        80     1.04
both    1 finished, 1 failed  60.0%  50 to 70     20.0%  10 to 30    6.00           30.0%               2.0%        80   1.30 !

difference         of  points           95 %        p
sparse -> both  dense   +12.0  +5.0 to +19.0  < 0.001

sparse, seed 2 failed: <script>alert(1)</script>
both, seed 2 failed: <script>alert(1)</script>
`.trim(),
  );
});

test.each([
  [{ measure: 'dense', difference: -0.0004, low: -0.0406, high: 0.0398, p: 0.98 }, '0.0', '-4.1 to +4.0', '0.980'],
  [{ measure: 'planning', difference: 0.3, low: -0.0001, high: 0.6, p: 0.0504 }, '+30.0', '0.0 to +60.0', '0.050'],
  [{ measure: 'reward', difference: -1.5, low: -2.996, high: -0.004, p: 0 }, '-1.50', '-3.00 to 0.00', '< 0.001'],
])('a difference has its sign, and what is 0 by its digits none: %j', (row, difference, interval, p) => {
  expect(differenceWords({ arm: 'both', than: 'sparse', ...row }, '-')).toEqual({ difference, interval, p });
});

test.each([
  [[undefined, undefined], false],
  [[['a'], undefined], false],
  [[['a'], ['a']], false],
  [[['a'], ['b']], true],
  [[['a', 'b'], undefined], true],
] as const)('runs that rounded as %j say so in table and page: %s', (roundings, says) => {
  const rounded: Comparison = {
    ...madeComparison,
    arms: madeComparison.arms.map((each) => ({
      ...each,
      runs: each.runs.map((run, index) => ({ ...run, roundings: roundings[index] })),
    })),
  };
  for (const told of [comparisonText(rounded), comparisonHtml(rounded)]) {
    expect(told.includes('These runs rounded in 2 ways')).toBe(says);
  }
});

test('a band has its mean between lowest and highest, as far as all seeds reach', () => {
  const steps = fc.array(
    fc.tuple(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })),
    {
      minLength: 2,
      maxLength: 8,
    },
  );
  const trace = steps.map((list) => {
    let at = 0;
    return { seconds: list.map(([took]) => (at += took)), values: list.map(([, value]) => value) };
  });
  fc.assert(
    fc.property(fc.array(trace, { minLength: 1, maxLength: 4 }), (traces) => {
      const found = seedBand(traces)!;
      expect(found.seconds[0]).toBe(Math.min(...traces.map(({ seconds }) => seconds[0]!)));
      expect(found.seconds.at(-1)).toBeCloseTo(Math.min(...traces.map(({ seconds }) => seconds.at(-1)!)), 9);
      for (const [at, mean] of found.mean.entries()) {
        expect(mean).toBeGreaterThanOrEqual(found.low[at]! - 1e-9);
        expect(mean).toBeLessThanOrEqual(found.high[at]! + 1e-9);
      }
    }),
  );
  const line = { seconds: [1, 2, 3], values: [1, 2, 3] };
  expect(seedBand([line, line])?.mean.at(-1)).toBeCloseTo(3, 9);
  expect(seedBand([{ seconds: [], values: [] }])).toBeUndefined();
});
