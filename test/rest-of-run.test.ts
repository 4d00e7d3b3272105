import { expect, test } from 'vitest';

import type { SteeringRecord } from '../store/steering-record.ts';
import { gatedRun, smallRun } from './small-run.ts';
import { restOfRun, type RunSoFar } from '../activities/rest-of-run.ts';

const so: RunSoFar = {
  run: 'small/1',
  spec: smallRun,
  step: 3,
  spans: [{ name: 'counting', firstStep: 0, lastStep: 2 }],
  acts: [],
};
const [counting, planning] = smallRun.stages;
const record = { id: 'a', stage: 'counting', at: '2026-01-01T00:00:00.000Z' };

/** The stages of the rest, each with its steps. */
const left = (changes: Partial<RunSoFar>): readonly (readonly [string, number | undefined])[] =>
  restOfRun({ ...so, ...changes }).spec.stages.map(({ name, steps }) => [name, steps]);

test('in the middle of a stage its other steps are left, and the stages after it', () => {
  const { spec, notices } = restOfRun(so);
  const { base: _, ...rest } = smallRun;
  expect(spec).toEqual({
    ...rest,
    title: 'small-from-3',
    from: { run: 'small/1', step: 3, optimiser: 'kept' },
    stages: [{ ...counting, steps: 2 }, planning],
  });
  expect(notices).toEqual([]);
});

test('at the ends of stages the next ones are left, and at the last nothing', () => {
  expect(left({ step: 0, spans: [] })).toEqual([
    ['counting', 5],
    ['planning', 3],
  ]);
  const counted = { name: 'counting', firstStep: 0, lastStep: 4 };
  expect(left({ step: 5, spans: [counted] })).toEqual([['planning', 3]]);
  expect(left({ step: 8, spans: [counted, { name: 'planning', firstStep: 5, lastStep: 7 }] })).toEqual([]);
});

test('where the run went on with another stage, so does the fork', () => {
  expect(left({ next: 'planning' })).toEqual([['planning', 3]]);
  expect(left({ next: 'counting' })).toEqual([
    ['counting', 2],
    ['planning', 3],
  ]);
});

test('what people had changed by the step is in the spec, what they changed later is not', () => {
  const acts: readonly SteeringRecord[] = [
    { ...record, act: 'setLearningRate', of: null, from: 0.0003, to: 0.0001, step: 2 },
    { ...record, act: 'setStageLength', of: 'planning', from: 3, to: 7, runSteps: 12, step: 3 },
    { ...record, act: 'setLearningRate', of: 'planning', from: 0.1, to: 0.2, step: 3 },
    { ...record, act: 'setLearningRate', of: null, from: 0.0001, to: 0.5, step: 4 },
  ];
  const { spec } = restOfRun({ ...so, acts });
  expect(spec.optimiser.learningRate).toBe(0.0001);
  expect(spec.stages[1]).toMatchObject({ name: 'planning', steps: 7, learningRate: 0.2 });
  expect(left({ acts: [{ ...record, act: 'skipTo', from: 'counting', to: 'planning', step: 3 }] })).toEqual([
    ['planning', 3],
  ]);
});

test('what cannot go on as it stood is told', () => {
  const inGated = { ...so, spec: gatedRun, step: 8, spans: [{ name: 'counting', firstStep: 0, lastStep: 7 }] };
  const gated = restOfRun(inGated);
  expect(gated.spec.stages[0]).not.toHaveProperty('gate');
  expect(gated.spec).not.toHaveProperty('order');
  expect(gated.notices).toEqual(['stage "counting" has too few steps left for its gate']);
  const inPool = { ...inGated, step: 7, spans: [{ name: 'pass', firstStep: 6, lastStep: 6 }] };
  expect(restOfRun(inPool).spec.stages).toEqual([gatedRun.stages[1]]);
  expect(restOfRun(inPool).notices).toEqual([
    'stage "pass" passes its pool from the start',
    'the learning rate goes towards step 9, in the run it goes towards step 11',
  ]);
});
