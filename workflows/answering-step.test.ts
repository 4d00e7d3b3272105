import fc from 'fast-check';
import { expect, test } from 'vitest';

import { answeringStep } from './answering-step.ts';

const stages = fc.record({
  first: fc.nat(1_000),
  steps: fc.integer({ min: 1, max: 40 }),
  maxStaleness: fc.integer({ min: 0, max: 4 }),
});

test('a step is answered by a version of its stage, at most so many updates before the one that learns from it', () => {
  fc.assert(
    fc.property(stages, ({ first, steps, maxStaleness }) => {
      const by = Array.from({ length: steps }, (_, index) => answeringStep(first + index, first, maxStaleness));
      by.forEach((version, index) => {
        expect(version).toBeGreaterThanOrEqual(first);
        expect(first + index - version).toBe(Math.min(index, maxStaleness));
      });
      // So none is needed again once a newer one was asked.
      expect(by).toEqual(by.toSorted((a, b) => a - b));
    }),
  );
});
