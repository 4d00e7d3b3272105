import { evaluationPresets } from '../reward/evaluation/evaluation-rules.ts';
import { sha256Of, type ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import { evaluationEdition } from './edition.ts';
import type { EvaluationSpec } from './evaluation-spec.ts';
import type { PolicyAsked } from './policy-asked.ts';
import type { Sight } from './shown-pictures.ts';

/** One question of a benchmark file, as a policy is asked it. */
export interface AskedQuestion {
  /** Of the row, in the file's own words. */
  readonly id: string;
  readonly text: string;
  /** Null where the row has none: the policy then sees white, a served one no picture. */
  readonly picture: ObjectRef | null;
}

/** All that the activities of one evaluation share: kept as an object, found by its reference. */
export interface EvaluationMaterial {
  /** Prefix of its records, with the digest that names it. */
  readonly name: string;
  readonly benchmark: EvaluationSpec['benchmark']['name'];
  readonly preset: EvaluationSpec['benchmark']['preset'];
  readonly file: ObjectRef;
  readonly run: RunRef;
  readonly version: PolicyVersion;
  readonly size: Sight;
  readonly sampling: EvaluationSpec['sampling'];
  readonly blankImages: boolean;
  /** Questions, part by part: each an array of {@link AskedQuestion}. */
  readonly parts: readonly { readonly first: number; readonly count: number; readonly questions: ObjectRef }[];
}

/** An answer as it is kept: a line of predictions.jsonl. */
export interface Prediction {
  readonly id: string;
  readonly prediction: string;
  readonly token_count: number;
  readonly truncated: boolean;
  /** Stretches of the question that the policy has no word for. */
  readonly unknown: number;
  /** Tokens of the question past the policy's longest prompt. */
  readonly cut: number;
  /** Of a served policy: tokens of all that it read; null where its server does not say. */
  readonly prompt_tokens?: number | null;
  /** Of a served policy whose log-probabilities are asked for: of the whole answer; null where its server gives none. */
  readonly log_probability?: number | null;
}

/** What an evaluation ended with. */
export interface PolicyEvaluation {
  readonly digest: string;
  readonly benchmark: string;
  readonly file: string;
  /** The run that the version is of. Not in records of earlier releases, nor is the material. */
  readonly run?: string;
  readonly version: PolicyVersion;
  readonly questions: number;
  /** The {@link EvaluationMaterial}: policy, data and settings. */
  readonly material?: ObjectRef;
  /** The benchmark's own scores, and what was counted on the way. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The table as people read it. */
  readonly table: string;
  readonly files: {
    readonly predictions: ObjectRef;
    readonly scores: ObjectRef;
    readonly tableText: ObjectRef;
    readonly tableJson: ObjectRef;
  };
}

/** The digest that names an evaluation: of the policy, the data and the settings that decide the answers, and nothing else. */
export function evaluationDigest(
  identity: PolicyAsked['identity'],
  { benchmark, sampling, blankImages }: EvaluationSpec,
  file: ObjectRef,
): string {
  const seed = sampling.temperature === 0 ? null : sampling.seed;
  const decides = [
    evaluationEdition,
    ['policy', identity.digest, identity.config, identity.tokenizer, identity.threads],
    ['data', benchmark.name, file.sha256],
    ['settings', benchmark.preset, sampling.temperature, sampling.maxAnswerTokens, seed, blankImages],
    ['rules', evaluationPresets[benchmark.preset]],
  ];
  return sha256Of(Buffer.from(JSON.stringify(decides)));
}

export const evaluationName = (digest: string): string => `evaluations/${digest}`;

/** The record that is written last: where it stands, all that it names is whole. */
export const evaluationRecord = (name: string): string => `${name}/evaluation.json`;

/** The record of a part's answers. */
export const partRecord = (name: string, first: number, count: number): string =>
  `${name}/parts/${String(first).padStart(7, '0')}-${String(first + count).padStart(7, '0')}.json`;
