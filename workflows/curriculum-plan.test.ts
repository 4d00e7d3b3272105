import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { SteeringAct } from '../store/steering-record.ts';
import {
  begun,
  ended,
  lastStep,
  planOf,
  rateOf,
  stageAt,
  statedSteps,
  steeredAt,
  withAct,
  type CurriculumPlan,
} from './curriculum-plan.ts';
import { misfit, wishes } from './wishes.ts';

const stages = [
  { name: 'dense', firstStep: 100, endStep: 110 },
  { name: 'taught', firstStep: 110, endStep: 114 },
  { name: 'sparse', firstStep: 114, endStep: 120 },
];
const changeable = {
  learningRate: 0.001,
  mostLearningRate: 1,
  stages: { dense: { mostSteps: 50 }, taught: { mostSteps: 4, learningRate: 0.01 }, sparse: { mostSteps: 50 } },
};
const plan = planOf(stages, changeable, 100);
const at = (step: number, act: SteeringAct) => ({ ...act, step });

/** The stages that a plan still has, each with its steps. */
function walk(from: CurriculumPlan): readonly string[] {
  const stage = stageAt(from);
  if (!stage) return [];
  return [`${stage.name} ${stage.firstStep}-${stage.endStep}`, ...walk(ended(begun(from), stage.endStep, false))];
}

test('stages follow each other as they are stated', () => {
  expect(walk(plan)).toEqual(['dense 100-110', 'taught 110-114', 'sparse 114-120']);
  expect(lastStep(plan)).toBe(120);
});

test('a stage that its gate ended lets the next begin at once; one that was stopped stays', () => {
  expect(walk(ended(begun(plan), 103, true))).toEqual(['taught 103-107', 'sparse 107-113']);
  expect(stageAt(ended(begun(plan), 103, false))).toMatchObject({ name: 'dense', firstStep: 100, endStep: 110 });
});

test('lengths change stages to come, and the steps that the schedule goes by', () => {
  const act = wishes.setStageLength.act({ stage: 'sparse', steps: 9 }, { plan, step: 100 });
  expect(act).toEqual({ act: 'setStageLength', of: 'sparse', from: 6, to: 9, runSteps: 23 });
  const longer = withAct(plan, at(100, act));
  expect(walk(longer)).toEqual(['dense 100-110', 'taught 110-114', 'sparse 114-123']);
  expect(steeredAt(longer, 'dense')).toEqual({ runSteps: 23 });
});

test('a skip ends the stage at work, or leaves out those that have not begun', () => {
  const act: SteeringAct = { act: 'skipTo', from: 'dense', to: 'sparse' };
  const atWork = withAct(begun(plan), at(104, act));
  expect(lastStep(atWork)).toBe(110);
  expect(walk(ended(atWork, 104, false))).toEqual(['sparse 104-110']);
  expect(walk(withAct(plan, at(100, act)))).toEqual(['sparse 100-106']);
  const cut = ended(begun(plan), 103, false);
  expect(walk(withAct(cut, at(103, act)))).toEqual(['sparse 103-109']);
});

test('a rate takes the place of the one that the stage at work goes by', () => {
  const ofRun = withAct(plan, at(100, wishes.setLearningRate.act({ learningRate: 0.002 }, { plan, step: 100 })));
  expect(['dense', 'taught', 'sparse'].map((stage) => rateOf(ofRun, stage))).toEqual([0.002, 0.01, 0.002]);
  expect(steeredAt(ofRun, 'taught')).toBeUndefined();
  const inTaught = ended(begun(ofRun), 110, false);
  const act = wishes.setLearningRate.act({ learningRate: 0.02 }, { plan: inTaught, step: 110 });
  expect(act).toEqual({ act: 'setLearningRate', of: 'taught', from: 0.01, to: 0.02 });
  const both = withAct(inTaught, at(110, act));
  expect(['taught', 'sparse'].map((stage) => steeredAt(both, stage))).toEqual([
    { learningRate: 0.02 },
    { learningRate: 0.002 },
  ]);
});

test('whatever is asked, a plan ends, passes no stage twice, and its last step is the one it tells', () => {
  const name = fc.constantFrom('dense', 'taught', 'sparse');
  const act = fc.oneof(
    fc.record({ act: fc.constant('skipTo' as const), from: name, to: name }),
    fc
      .record({ of: name, to: fc.integer({ min: 1, max: 50 }) })
      .map(({ of, to }) => ({ act: 'setStageLength' as const, of, from: 0, to, runSteps: 0 })),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 5 }), (acts) => {
      const changed = acts.reduce((so, each) => withAct(so, at(100, each)), plan);
      const passed = walk(changed).map((each) => each.split(' ')[0]);
      expect(new Set(passed).size).toBe(passed.length);
      expect(Number(walk(changed).at(-1)!.split('-')[1])).toBe(lastStep(changed));
      expect(statedSteps(changed)).toBeGreaterThanOrEqual(lastStep(changed) - 100);
    }),
  );
});

describe('wishes', () => {
  const asked = { plan: begun(plan), step: 104 };

  test.each([0, -1, NaN, Infinity, 1.001])('a learning rate of %s is refused', (learningRate) => {
    expect(wishes.setLearningRate.refusal({ learningRate }, asked)).toMatch(
      /^learningRate: must be above 0 and at most 1/,
    );
  });

  test.each([
    ['dense', 3, 'steps: must be a whole number from 4 to 50 (got 3)'],
    ['dense', 4, undefined],
    ['taught', 5, 'steps: must be a whole number from 1 to 4 (got 5)'],
    ['taught', 1.5, 'steps: must be a whole number from 1 to 4 (got 1.5)'],
    ['sparse', 50, undefined],
    ['sparse', NaN, 'steps: must be a whole number from 1 to 50 (got NaN)'],
    ['none', 5, 'stage: there is no "none", the stages are dense, taught, sparse'],
  ])('stage %s of %s steps: %s', (stage, steps, reason) => {
    expect(wishes.setStageLength.refusal({ stage, steps }, asked)).toBe(reason);
  });

  test('what has passed or is at work is not skipped to', () => {
    expect(wishes.skipTo.refusal({ stage: 'dense' }, asked)).toBe('stage: "dense" is at work already');
    const later = { plan: ended(asked.plan, 110, false), step: 110 };
    expect(wishes.skipTo.refusal({ stage: 'dense' }, later)).toBe('stage: "dense" has passed');
    expect(wishes.skipTo.refusal({ stage: 'taught' }, later)).toBe('stage: "taught" is the next one already');
    expect(wishes.skipTo.refusal({ stage: 'sparse' }, later)).toBeUndefined();
  });

  test.each([
    undefined,
    null,
    3,
    'fast',
    [],
    {},
    { stage: 'a' },
    { stage: 'a', steps: '3' },
    { stage: 'a', steps: 3, more: 1 },
  ])('%j is nothing that setStageLength takes', (given) => {
    expect(misfit('setStageLength', given)).toMatch(
      /^the input must be \{"stage": <the name of a stage>, "steps": <a number>\}/,
    );
  });

  test('what it takes is taken', () => {
    expect(misfit('setStageLength', { stage: 'a', steps: 3 })).toBeUndefined();
  });
});
