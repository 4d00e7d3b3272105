import { questionKinds } from '../../transit/question.ts';
import type { ArmRow, Comparison } from './types.ts';

const row = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.1 });
const band = { seconds: [1, 2, 3], mean: [1, 2, 4], low: [1, 1, 3], high: [1, 3, 5] };

const base: ArmRow = {
  name: 'base',
  describes: 'the policy that all arms start from',
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

/** A small comparison of two arms beside the base policy, with texts that would break a page: for tests. */
export const madeComparison: Comparison = {
  title: 'made & compared',
  seeds: [1, 2],
  base: 'b0',
  code: { version: '1.2.3', commit: 'c0' },
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

const longest = (name: string): string => name.padEnd(30, 'w');
const crowded = (arm: ArmRow): ArmRow => ({
  ...arm,
  name: longest(arm.name),
  runs: arm.runs.map((run) => ({ ...run, run: `arm-${'0123456789abcdef'.repeat(2)}/${'0123456789abcdef'.repeat(2)}` })),
  values: { ...Object.fromEntries(questionKinds.map((kind) => [kind, row(0.5)])), ...arm.values },
});

/** The same with names as long as they may be, every kind of question, and an arm that has not begun. */
export const crowdedComparison: Comparison = {
  ...madeComparison,
  questions: { ...Object.fromEntries(questionKinds.map((kind) => [kind, 64])), ...madeComparison.questions },
  arms: [
    ...madeComparison.arms.map(crowded),
    {
      ...base,
      name: longest('late'),
      runs: [{ seed: 1, state: 'waiting', digest: '0123456789abcdef'.repeat(4) }],
      values: {},
    },
  ],
  differences: madeComparison.differences.map((each) => ({
    ...each,
    arm: longest(each.arm),
    than: longest(each.than),
  })),
};
