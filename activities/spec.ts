import { z } from 'zod';

import { difficulties, questionKinds } from '../transit/question.ts';
import { styleNames } from '../transit/styles.ts';

const count = z.int().min(1);
const fraction = z.number().min(0).max(1);

/** Settings of AdamW with decoupled weight decay, and the bound on the global gradient norm. */
export const optimiserSpec = z.strictObject({
  learningRate: z.number().positive(),
  /** Updates over which the learning rate rises linearly from 0. */
  warmupSteps: z.int().min(0),
  beta1: fraction,
  beta2: fraction,
  epsilon: z.number().positive(),
  weightDecay: z.number().min(0),
  maxGradNorm: z.number().positive(),
});

/** Maps that questions are asked about: how they are drawn and how many lines they have. */
export const mapsSpec = z.strictObject({
  style: z.enum(styleNames),
  difficulties: z.array(z.enum(difficulties)).min(1),
});

const stageSpec = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and dashes'),
  kinds: z.array(z.enum(questionKinds)).min(1),
  steps: count,
});

/** A run of `trainCurriculum`: everything it uses, nothing by default. */
export const curriculumSpec = z.strictObject({
  title: z.string().min(1),
  seed: z.int().min(0),
  /** Folder of the base policy, relative to the project. */
  base: z.string().min(1),
  /** Threads of the policy engine. Part of the spec since another count may round differently. */
  threads: z.int().min(1).max(64),
  maps: mapsSpec,
  stages: z.array(stageSpec).min(1),
  rollout: z.strictObject({
    questions: count.describe('groups in a batch'),
    answers: z.int().min(2).describe('answers in a group'),
    temperature: z.number().positive(),
    maxAnswerTokens: count,
    shards: count,
  }),
  reward: z.strictObject({
    preset: z.enum(['released', 'paper']),
    mode: z.enum(['difficulty_aware', 'baseline']),
  }),
  advantage: z.strictObject({
    scale: z.union([z.enum(['group-std', 'none']), z.number().positive()]),
  }),
  grpo: z.strictObject({
    clip: fraction,
    klCoefficient: z.number().min(0),
    entropyCoefficient: z.number().min(0),
  }),
  optimiser: optimiserSpec,
  evaluation: z.strictObject({
    seed: z.int().min(0),
    questionsPerKind: count,
    /** Folder of real station lists, relative to the project, or null for none. Used for held-out evaluation only. */
    cities: z.string().nullable(),
    questionsPerCity: z.int().min(0),
  }),
  snapshotEvery: count,
  continueAsNewAfter: count,
  onDivergence: z.enum(['continue', 'fail']),
});

export type CurriculumSpec = z.infer<typeof curriculumSpec>;
export type OptimiserSpec = z.infer<typeof optimiserSpec>;

/** A spec that cannot be run. Its message names every wrong field and what is allowed there. */
export class InvalidSpec extends Error {
  override readonly name = 'InvalidSpec';
}

/** Reads an input as a spec, or throws {@link InvalidSpec}. */
export function parseSpec<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'the spec'}: ${issue.message}`);
  throw new InvalidSpec(`this spec cannot be run. ${problems.join('; ')}`);
}
