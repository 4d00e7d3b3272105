import { z } from 'zod';

import { aggregations, klEstimators, surrogates } from '../policy/objectives.ts';
import { advantageEstimators } from '../reward/advantages.ts';

const bound = z.number().min(0).max(100);
const coefficient = z.number().min(0).max(100);

/** Every setting of a policy-gradient objective; docs/objectives.md says what each does. */
const settings = z.strictObject({
  surrogate: z.enum(surrogates),
  aggregation: z.enum(aggregations),
  clipLow: bound,
  clipHigh: bound,
  clipDual: z.number().gt(1).max(100).nullable(),
  /** `place` reward: taken off each token's reward, before advantages; loss: a term of the loss. */
  kl: z.strictObject({ estimator: z.enum(klEstimators), coefficient, place: z.enum(['loss', 'reward']) }).nullable(),
  entropyCoefficient: coefficient,
  advantage: z.strictObject({
    estimator: z.enum(advantageEstimators),
    scale: z.union([z.enum(['group-std', 'batch-std', 'none']), z.number().positive()]),
  }),
  /** Whether groups whose advantages are all 0 are left out of the update. */
  dropFlatGroups: z.boolean(),
  /** At most so many groups make an update, the first of the batch that are left in; null for all. */
  mostGroups: z.int().min(1).max(1_024).nullable(),
  epochs: z.int().min(1).max(100),
  miniBatches: z.int().min(1).max(1_024),
});
type Settings = z.infer<typeof settings>;

const grpo: Settings = {
  surrogate: 'vanilla',
  aggregation: 'token-mean',
  clipLow: 0.2,
  clipHigh: 0.2,
  clipDual: null,
  kl: { estimator: 'k3', coefficient: 0.01, place: 'loss' },
  entropyCoefficient: 0,
  advantage: { estimator: 'grpo', scale: 'group-std' },
  dropFlatGroups: false,
  mostGroups: null,
  epochs: 1,
  miniBatches: 1,
};

/** Objectives of the field by their names. Sources and deviations are in docs/objectives.md. */
export const algorithms = {
  grpo,
  dr_grpo: {
    ...grpo,
    kl: null,
    aggregation: 'seq-mean-token-sum-norm',
    advantage: { estimator: 'grpo', scale: 'none' },
  },
  dapo: { ...grpo, kl: null, clipHigh: 0.28, dropFlatGroups: true },
  gspo: { ...grpo, kl: null, surrogate: 'gspo', aggregation: 'seq-mean-token-mean', clipLow: 3e-4, clipHigh: 4e-4 },
  rloo: {
    ...grpo,
    aggregation: 'seq-mean-token-sum',
    kl: { estimator: 'k1', coefficient: 0.05, place: 'reward' },
    advantage: { estimator: 'rloo', scale: 'none' },
  },
  'reinforce++': {
    ...grpo,
    kl: { estimator: 'k1', coefficient: 0.01, place: 'reward' },
    advantage: { estimator: 'reinforce_plus_plus', scale: 'none' },
  },
  'reinforce++-baseline': {
    ...grpo,
    kl: { estimator: 'k2', coefficient: 0.01, place: 'loss' },
    advantage: { estimator: 'reinforce_plus_plus_baseline', scale: 'none' },
  },
  cispo: { ...grpo, kl: null, surrogate: 'cispo', clipLow: 1, clipHigh: 4 },
  gmpo: {
    ...grpo,
    kl: null,
    surrogate: 'geo_mean',
    aggregation: 'seq-mean-token-mean',
    clipLow: 0.4,
    clipHigh: 0.4,
  },
} as const satisfies Readonly<Record<string, Settings>>;

const algorithmNames = Object.keys(algorithms) as readonly (keyof typeof algorithms)[];

/**
 * The objective of a run: an algorithm by name, and what differs from its settings. What is kept with the run are all
 * settings, so that no default can change under it.
 */
export const objectiveSpec = settings
  .partial()
  .extend({ algorithm: z.enum(algorithmNames) })
  .transform((stated) => ({ ...algorithms[stated.algorithm], ...stated }) as ObjectiveSpec)
  .refine(
    ({ surrogate, aggregation }) =>
      (surrogate !== 'gspo' && surrogate !== 'geo_mean') || aggregation === 'seq-mean-token-mean',
    { path: ['aggregation'], error: 'must be seq-mean-token-mean with the surrogates gspo and geo_mean' },
  )
  .refine(({ advantage: { estimator, scale } }) => estimator === 'grpo' || scale === 'none', {
    path: ['advantage', 'scale'],
    error: 'must be none but with the estimator grpo: the others have a scale of their own',
  })
  .refine(({ surrogate, clipDual }) => surrogate === 'vanilla' || clipDual === null, {
    path: ['clipDual'],
    error: 'must be null but with the surrogate vanilla',
  })
  .refine(({ dropFlatGroups, mostGroups }) => dropFlatGroups || mostGroups === null, {
    path: ['mostGroups'],
    error: 'must be null but with dropFlatGroups: what is sampled beyond it could teach nothing',
  })
  .refine(({ surrogate, clipLow }) => surrogate === 'geo_mean' || clipLow <= 1, {
    path: ['clipLow'],
    error: 'must be at most 1: the ratio is kept above 1 - clipLow',
  });

export type ObjectiveSpec = Settings & { readonly algorithm: keyof typeof algorithms };
