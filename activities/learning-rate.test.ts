import { expect, test } from 'vitest';
import { rateFactor } from './learning-rate.ts';

const run = { warmupSteps: 4, steps: 12 };

/**
 * python: s = transformers.get_cosine_schedule_with_warmup(optimizer, 4, 12); [s.lr_lambdas[0](i) for i in range(4, 12)],
 * and get_linear_schedule_with_warmup in the same way.
 */
test.each([
  ['cosine', [1, 0.96194, 0.853553, 0.691342, 0.5, 0.308658, 0.146447, 0.03806]],
  ['linear', [1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125]],
  ['constant', [1, 1, 1, 1, 1, 1, 1, 1]],
] as const)('after its warm-up, %s is that of transformers', (shape, expected) => {
  for (const [index, value] of expected.entries()) {
    expect(rateFactor({ shape, floor: 0 }, { ...run, step: 4 + index })).toBeCloseTo(value, 5);
    expect(rateFactor({ shape, floor: 0.1 }, { ...run, step: 4 + index })).toBeCloseTo(0.1 + 0.9 * value, 5);
  }
});

test('the warm-up rises to 1 from its first step on, and none is none', () => {
  const schedule = { shape: 'cosine', floor: 0 } as const;
  expect([0, 1, 2, 3].map((step) => rateFactor(schedule, { ...run, step }))).toEqual([0.25, 0.5, 0.75, 1]);
  expect(rateFactor(schedule, { warmupSteps: 0, step: 0, steps: 3 })).toBe(1);
});

test('a schedule that begins later warms up again there, and ends where the other does', () => {
  const later = { shape: 'linear', floor: 0.1, begin: 100 } as const;
  const at = (step: number): number => rateFactor(later, { warmupSteps: 10, step, steps: 200 });
  for (const step of [100, 105, 109, 150, 199])
    expect(at(step)).toBe(
      rateFactor({ shape: 'linear', floor: 0.1 }, { warmupSteps: 10, step: step - 100, steps: 100 }),
    );
  expect(at(100)).toBe(0.1);
});
