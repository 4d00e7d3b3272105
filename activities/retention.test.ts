import fc from 'fast-check';
import { expect, test } from 'vitest';

import { keptSteps, letGo, neverLetGo, type RatedSnapshot } from './retention.ts';
import type { RetentionSpec } from './retention-spec.ts';

const snapshots = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 20 }).chain((steps) =>
  fc.tuple(
    ...steps
      .toSorted((a, b) => a - b)
      .map((step) =>
        fc.record({
          step: fc.constant(step),
          stage: fc.constant(step < 30 ? 'early' : 'late'),
          rating: fc.option(fc.nat(5), { nil: undefined }),
          retired: fc.boolean().map((retired) => retired && step !== Math.min(...steps)),
        }),
      ),
  ),
);
const retention: fc.Arbitrary<RetentionSpec> = fc.record({
  snapshots: fc.record({
    last: fc.integer({ min: 1, max: 5 }),
    every: fc.option(fc.integer({ min: 1, max: 20 })),
    best: fc.constantFrom('reward', 'gate', null),
  }),
  log: fc.constantFrom('keep', 'drop'),
  predictions: fc.constantFrom('keep', 'drop'),
});
const nobody = { steps: [], answers: false };

test('the first and the newest stay, the last k, every n-th and the best of each stage; all else goes', () => {
  fc.assert(
    fc.property(retention, snapshots, (spec, list) => {
      const { snapshots: gone } = letGo(spec, { snapshots: list, hasEnded: true }, nobody);
      const { last, every } = spec.snapshots;
      const isBest = ({ step, stage, rating }: RatedSnapshot): boolean =>
        rating !== undefined &&
        list.every(
          (other) =>
            other.stage !== stage ||
            other.rating === undefined ||
            other.rating < rating ||
            (other.rating === rating && other.step >= step),
        );
      for (const [index, snapshot] of list.entries()) {
        const stays =
          index === 0 ||
          index >= list.length - last ||
          (every !== null && snapshot.step % every === 0) ||
          isBest(snapshot);
        expect(gone.has(snapshot.step)).toBe(!stays);
      }
    }),
  );
});

test('what has gone is never wanted again, however the run goes on', () => {
  fc.assert(
    fc.property(retention, snapshots, fc.nat(20), ({ snapshots: spec }, list, more) => {
      const earlier = list.slice(0, Math.max(1, list.length - more));
      const [then, now] = [keptSteps(spec, earlier), keptSteps(spec, list)];
      expect(earlier.filter(({ step }) => !then.has(step) && now.has(step))).toEqual([]);
    }),
  );
});

test('to every version that is relied on there is a way: a snapshot that stays and was never let go, and the batches after it', () => {
  fc.assert(
    fc.property(retention, snapshots, fc.array(fc.nat(60)), fc.boolean(), (spec, list, steps, answers) => {
      const first = list[0]!.step;
      const relied = steps.map((step) => Math.max(first, step));
      const gone = letGo(spec, { snapshots: list, hasEnded: true }, { steps: relied, answers });
      for (const step of relied) {
        const base = list.findLast(
          (snapshot) => snapshot.step <= step && !snapshot.retired && !gone.snapshots.has(snapshot.step),
        )!.step;
        for (let at = base; at < step; at++) expect(!gone.log || gone.relied.has(at)).toBe(true);
      }
      expect(gone.predictions && answers).toBe(false);
    }),
  );
});

test('while a run is under way its log and its answers stay', () => {
  fc.assert(
    fc.property(retention, snapshots, (spec, list) => {
      expect(letGo(spec, { snapshots: list, hasEnded: false }, nobody)).toMatchObject({
        log: false,
        predictions: false,
      });
    }),
  );
});

test('what a check takes for never let go is nothing that was let go at any time', () => {
  fc.assert(
    fc.property(retention, snapshots, fc.nat(20), (spec, list, more) => {
      const then = list.slice(0, Math.max(1, list.length - more));
      const { snapshots: gone } = letGo(spec, { snapshots: then, hasEnded: false }, nobody);
      const steps = list.map(({ step }) => step);
      const said = { snapshots: gone, log: false, predictions: false };
      expect(neverLetGo(spec, said, steps).snapshots.size).toBe(0);
      const ends = new Set([steps[0]!, steps.at(-1)!]);
      const forged = { ...said, snapshots: new Set(steps) };
      for (const step of ends) expect(neverLetGo(spec, forged, steps).snapshots.has(step)).toBe(true);
      expect(neverLetGo(undefined, forged, steps).snapshots.size).toBe(steps.length);
    }),
  );
});
