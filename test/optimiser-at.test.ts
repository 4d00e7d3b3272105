import { expect, test } from 'vitest';

import { smallRun } from './small-run.ts';
import { optimiserAt } from '../activities/optimiser-at.ts';
import type { CurriculumSpec } from '../activities/spec.ts';

const linear: CurriculumSpec = {
  ...smallRun,
  optimiser: { ...smallRun.optimiser, learningRate: 0.001, warmupSteps: 0, schedule: { shape: 'linear', floor: 0 } },
};
const [counting] = linear.stages;
const rate = (step: number, steered?: object, spec = linear): number =>
  optimiserAt(spec, counting!, step, steered).learningRate;

test('what people set stands in place of the rate, below the same schedule', () => {
  expect(rate(4)).toBeCloseTo(0.001 * 0.5, 12);
  expect(rate(4, { learningRate: 0.01 })).toBeCloseTo(0.01 * 0.5, 12);
});

test('a run made longer goes towards its new last step, one made shorter towards the stated one', () => {
  expect(rate(8)).toBe(0);
  expect(rate(8, { runSteps: 16 })).toBeCloseTo(0.001 * 0.5, 12);
  expect(rate(4, { runSteps: 5 })).toBe(rate(4));
});

test('a fork goes on where its parent stood, as if its steps were one count', () => {
  const { base: _, ...rest } = linear;
  const [first, ...later] = linear.stages;
  const fork: CurriculumSpec = {
    ...rest,
    from: { run: 'a/1', step: 3, optimiser: 'kept' },
    stages: [{ ...first!, steps: 2 }, ...later],
  };
  for (const step of [3, 4, 5, 7]) expect(rate(step, {}, fork)).toBe(rate(step));
});
