import tiny from '../examples/cold-start.json' with { type: 'json' };

import type { ColdStartSpec } from '../activities/spec.ts';

/** The cold start of `tiny` in miniature: every phase, some steps each. */
export const smallColdStart = {
  ...(tiny as unknown as ColdStartSpec),
  title: 'small-cold-start',
  threads: 1,
  phases: (tiny as unknown as ColdStartSpec).phases.map((phase) => ({ ...phase, steps: 3 })),
  batch: { maps: 2, questions: 3 },
  evaluation: { seed: 2000, questionsPerKind: 1, maxAnswerTokens: 48, cities: null, questionsPerCity: 0 },
  snapshotEvery: 2,
} satisfies ColdStartSpec;
