import fc from 'fast-check';
import { expect, test } from 'vitest';

import { armLook } from './arm-look.ts';
import { comparisonHtml } from './comparison-html.ts';
import { comparisonText } from './comparison-text.ts';
import { differenceWords } from './difference-words.ts';
import { seedBand } from './seed-band.ts';
import type { ArmRow, Comparison } from './types.ts';

const row = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.1 });
const band = { seconds: [1, 2, 3], mean: [1, 2, 4], low: [1, 1, 3], high: [1, 3, 5] };

const base: ArmRow = {
  name: 'base',
  describes: 'where all start',
  runs: [],
  values: { dense: row(0.4), planning: row(0.1), reward: { mean: 5, low: 4.5, high: 5.5 } },
  blank: {},
  curves: {},
};

const arm = (name: string, ofMean: number): ArmRow => ({
  ...base,
  name,
  describes: 'trained <b>hard</b>',
  runs: [
    { seed: 1, state: 'reused', digest: 'd1', run: 'arm-d1/r', policy: 'p1', values: { dense: 0.6, planning: 0.2 } },
    { seed: 2, state: 'failed', digest: 'd2', reason: '<script>alert(1)</script>' },
  ],
  values: { dense: row(0.6), planning: row(0.2), reward: { mean: 6, low: 5.5, high: 6.5 } },
  blank: { dense: row(0.3), planning: row(0.02) },
  cost: {
    steps: 90,
    policySeconds: 80.4,
    wallSeconds: 120,
    questions: 1440,
    sampledTokens: 9000,
    trainedTokens: 9000,
    ofMean,
  },
  curves: { 'critic/rewards/mean': band },
});

const comparison: Comparison = {
  title: 'made & compared',
  seeds: [1, 2],
  base: 'b0',
  dataSeed: 1000,
  questions: { dense: 320, planning: 128, reward: 448, cities: 0 },
  guessing: { dense: 0.45 },
  arms: [base, arm('sparse', 1.04), arm('both', 1.3)],
  differences: [
    { arm: 'both', than: 'sparse', measure: 'dense', difference: 0.12, low: 0.05, high: 0.19, p: 0.0002 },
    { arm: 'both', than: 'sparse', measure: 'TorF1', difference: 0.5, low: 0.4, high: 0.6, p: 0.01 },
  ],
  minutes: 12,
  spec: { title: '</pre>' },
};

test('the page escapes what people and errors wrote, and shows every arm', () => {
  const page = comparisonHtml(comparison);
  expect(page).not.toMatch(/<script|<b>hard|<\/pre><\/pre>/);
  for (const text of ['made &amp; compared', '&lt;script&gt;alert(1)', 'sparse', '45.0%', '1.30 !', '+12.0']) {
    expect(page).toContain(text);
  }
  expect(comparisonHtml(comparison)).toBe(page);
});

test('fourteen arms beside the base policy are told apart by colour, dots and lines', () => {
  const looks = Array.from({ length: 15 }, (_, index) => armLook(index));
  expect(new Set(looks).size).toBe(15);
  expect(looks.every((look) => /--arm: var\(--arm-[0-7]\)/.test(look))).toBe(true);
});

test('a comparison of which nothing ended well says so', () => {
  const none: Comparison = {
    ...comparison,
    questions: {},
    guessing: {},
    differences: [],
    arms: comparison.arms.map((each) => ({ ...each, values: {}, blank: {}, cost: undefined, curves: {} })),
  };
  expect(comparisonHtml(none)).toContain('No run has ended well.');
  expect(comparisonText(none)).toContain('sparse, seed 2 failed: <script>');
});

test('the text is aligned, marks an uneven budget, and says what failed', () => {
  expect(comparisonText(comparison)).toBe(
    `
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
    ...comparison,
    arms: comparison.arms.map((each) => ({
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
