import fc from 'fast-check';
import { expect, test } from 'vitest';

import { faultKinds, waitingKinds } from './fault-kinds.ts';
import { faultPlan } from './fault-plan.ts';

const asked = fc.record({
  faults: fc.integer({ min: 1, max: 300 }),
  seed: fc.nat(),
  kinds: fc.subarray([...faultKinds], { minLength: 1 }),
});

test('a plan has as many faults as are asked for, each kind as often as the others', () => {
  fc.assert(
    fc.property(asked, (options) => {
      const plan = faultPlan(options);
      const counts = options.kinds.map((kind) => plan.filter((fault) => fault.kind === kind).length);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(options.faults);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a seed gives one plan, another seed another', () => {
  const options = { faults: 50, seed: 1, kinds: faultKinds };
  expect(faultPlan(options)).toEqual(faultPlan(options));
  expect(faultPlan({ ...options, seed: 2 })).not.toEqual(faultPlan(options));
});

test('faults come in the order of the run, and none waits for what may not come', () => {
  fc.assert(
    fc.property(asked, (options) => {
      const plan = faultPlan(options);
      const parts = plan.map(({ during }) => ['opening', 'training', 'ending'].indexOf(during));
      expect(parts).toEqual(parts.toSorted((a, b) => a - b));
      const late = plan.filter(({ during }) => during === 'ending').map(({ moment }) => moment);
      expect(late).toEqual(late.toSorted((a, b) => a - b));
      const atEnds = plan.filter(({ during }) => during !== 'training');
      expect(atEnds.filter(({ kind }) => waitingKinds.includes(kind))).toEqual([]);
    }),
  );
});

test('moments are spread over the whole step', () => {
  const moments = faultPlan({ faults: 300, seed: 3, kinds: faultKinds }).map(({ moment }) => moment);
  const tenths = Array.from({ length: 10 }, (_, tenth) => moments.filter((at) => Math.floor(at * 10) === tenth).length);
  expect(Math.min(...tenths)).toBeGreaterThan(12);
  expect(moments.every((moment) => moment >= 0 && moment < 1)).toBe(true);
});
