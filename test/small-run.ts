import quick from '../examples/quick.json' with { type: 'json' };

import { algorithms } from '../activities/objective-spec.ts';
import type { CurriculumSpec } from '../activities/spec.ts';

/** The curriculum of `quick` in miniature: seconds long, every mechanism at work, continue-as-new included. */
export const smallRun = {
  ...(quick as CurriculumSpec),
  title: 'small',
  stages: [
    { name: 'counting', kinds: ['Counting2', 'Counting3'], steps: 5 },
    { name: 'planning', kinds: ['planning_short'], steps: 3 },
  ],
  rollout: { questions: 4, answers: 4, temperature: 1, maxAnswerTokens: 48, shards: 2 },
  // So few answers are mostly alike: with flat groups dropped a step would often leave the policy as it is.
  objective: { ...algorithms.grpo, algorithm: 'grpo', entropyCoefficient: 0.003 },
  evaluation: { seed: 1000, questionsPerKind: 2, maxAnswerTokens: 48, cities: null, questionsPerCity: 0 },
  snapshotEvery: 4,
  continueAsNewAfter: 3,
} satisfies CurriculumSpec;

/**
 * A small run in which everything decides that may: a gate that opens at its second check, for no gain in accuracy is above 1;
 * difficulties by what is solved; a pool; shares.
 */
export const gatedRun = {
  ...smallRun,
  title: 'gated',
  order: [['Counting2'], ['TorF1']],
  stages: [
    {
      name: 'counting',
      kinds: ['Counting2'],
      steps: 9,
      gate: { measure: 'accuracy', questions: 4, every: 2, noGain: { checks: 1, gain: 1 } },
      difficulty: { adaptive: { window: 3, floor: 0.1 } },
    },
    { name: 'pass', kinds: { TorF1: 3, Counting2: 1 }, pool: 8, difficulty: { weights: { easy: 3, hard: 1 } } },
  ],
} satisfies CurriculumSpec;

/** A stage that learns from solutions, several questions a map. */
export const taughtStage = {
  name: 'taught',
  kinds: { TorF1: 1, Counting2: 1 },
  steps: 4,
  learn: 'supervised',
  questionsPerMap: 3,
  learningRate: 0.001,
} as const;

/** A small run that is taught first, and then learns from its own answers. */
export const taughtRun = {
  ...smallRun,
  title: 'taught',
  evaluation: { ...smallRun.evaluation, blank: true },
  stages: [taughtStage, { name: 'planning', kinds: ['planning_short'], steps: 1 }],
} satisfies CurriculumSpec;

/** A small run whose steps are answered beside the updates before them. */
export const offPolicyRun = {
  ...smallRun,
  title: 'off-policy',
  rollout: { ...smallRun.rollout, maxStaleness: 1 },
} satisfies CurriculumSpec;
