import { z } from 'zod';

import { benchmarkNames } from '../reward/benchmarks/names.ts';
import { presetNames } from '../reward/rules.ts';
import { isKey } from '../store/keys.ts';
import { policySpec } from './policy-asked.ts';
import { mostTitle, titleOf } from './run-name.ts';

const upTo = (most: number) => z.int().min(1).max(most);

/** Everything an `evaluatePolicy` uses, nothing by default. */
export const evaluationSpec = z.strictObject({
  title: titleOf(mostTitle),
  policy: policySpec,
  benchmark: z.strictObject({
    name: z.enum(benchmarkNames),
    /** The benchmark's file in the store: its SHA-256, or the key of an object. */
    file: z.string().refine(isKey, 'must be a SHA-256 or the key of an object'),
    /** Rules of the scores (docs/reward.md): `released` is what published results are comparable with. */
    preset: z.enum(presetNames),
  }),
  sampling: z.strictObject({
    /** 0 is greedy: the seed is then not used. */
    temperature: z.number().min(0).max(10),
    maxAnswerTokens: upTo(4_096),
    seed: z.int().min(0),
  }),
  /** Whether a white picture stands in each picture's place: what is still right was not read off a picture. */
  blankImages: z.boolean(),
  /** Questions of one activity: what a kill costs at most. Not part of the evaluation's name. */
  shardSize: upTo(10_000),
});

export type EvaluationSpec = z.infer<typeof evaluationSpec>;
