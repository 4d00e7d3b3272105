import { expect, test } from 'vitest';

import { armStates } from '../report/comparison/types.ts';
import type { AnsweredArm } from './answered-arm.ts';
import type { DigestedRun } from './open-comparison.ts';
import { shownRun } from './shown-runs.ts';

const run = { arm: 'sparse', seed: 1, digest: 'd' } as DigestedRun;
const kept = { record: {} } as AnsweredArm;

test.each(armStates)('%s: what is shown has answers if and only if its state says that it ended well', (state) => {
  for (const found of [kept, { lost: 'an object is gone' }]) {
    const { standing, answered } = shownRun(run, { state, reason: state === 'failed' ? 'killed' : undefined }, found);
    expect(answered !== undefined).toBe(['finished', 'reused'].includes(standing.state));
    expect(answered !== undefined).toBe(found === kept);
    expect(standing.reason !== undefined).toBe(standing.state === 'failed');
  }
});

test.each([
  ['finished', kept, { state: 'finished' }],
  ['waiting', kept, { state: 'reused' }],
  ['failed', kept, { state: 'reused' }],
  ['reused', { lost: 'an object is gone' }, { state: 'failed', reason: 'an object is gone' }],
  ['waiting', { lost: 'an object is gone' }, { state: 'waiting' }],
  ['stopped', { lost: 'an object is gone' }, { state: 'stopped' }],
] as const)('%s, beside what the store has, is shown as one that stands so', (state, found, standing) => {
  expect(shownRun(run, { state }, found).standing).toEqual(standing);
});
