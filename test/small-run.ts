import quick from '../examples/quick.json' with { type: 'json' };

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
  evaluation: { seed: 1000, questionsPerKind: 2, maxAnswerTokens: 48, cities: null, questionsPerCity: 0 },
  snapshotEvery: 4,
  continueAsNewAfter: 3,
} satisfies CurriculumSpec;
