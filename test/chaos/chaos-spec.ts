import type { CurriculumSpec } from '../../activities/spec.ts';
import { smallRun } from '../small-run.ts';

/** Fewer would leave a stage without a step. */
export const fewestSteps = 16;

/**
 * A run in which everything is at work that a run may have: solutions, a gate, adaptive sampling, blank paper, continue-as-new; and answers of
 * versions up to `maxStaleness` updates older, beside which nothing is sampled adaptively.
 */
export function chaosSpec(steps: number, maxStaleness = 0): CurriculumSpec {
  const eighth = Math.floor(steps / 8);
  return {
    ...smallRun,
    title: 'chaos',
    threads: 2,
    stages: [
      {
        name: 'taught',
        kinds: { TorF1: 1, Counting2: 1 },
        steps: eighth,
        learn: 'supervised',
        questionsPerMap: 2,
        learningRate: 0.001,
      },
      {
        name: 'gated',
        kinds: ['Counting2'],
        steps: 2 * eighth,
        gate: {
          measure: 'reward',
          questions: 2,
          every: Math.max(1, Math.floor(eighth / 2)),
          noGain: { checks: 2, gain: 0 },
        },
        ...(maxStaleness === 0 && { difficulty: { adaptive: { window: 3, floor: 0.1 } } }),
      },
      { name: 'planning', kinds: { planning_short: 1, TorF2: 1 }, steps: steps - 3 * eighth },
    ],
    rollout: { ...smallRun.rollout, questions: 2, maxStaleness },
    evaluation: { ...smallRun.evaluation, questionsPerKind: 1, blank: true },
    snapshotEvery: 10,
    continueAsNewAfter: 25,
  };
}
