import type { Objective } from './objectives.ts';
import type { ReadText } from './tokenizer.ts';

/**
 * What a policy sees before it answers: a picture as RGB bytes (height x width x 3, row by row) and a question. A served policy, whose
 * pictures have no one size, is given a PNG file, which is empty where there is no picture.
 */
export interface Prompt {
  readonly image: Uint8Array;
  readonly text: string;
}

/** One group to sample: a prompt and the seed of each of its answers. A seed decides its answer fully. */
export interface SampleRequest {
  readonly prompt: Prompt;
  readonly seeds: readonly number[];
}

export interface SamplingOptions {
  /** 0 is greedy: the seeds are then not used. */
  readonly temperature: number;
  readonly maxAnswerTokens: number;
  /**
   * Whether prompts may be any text: what the policy has no word for is then its unknown token, and what is longer than its longest
   * prompt is cut off at the end. Else such a prompt is a `BadText`.
   */
  readonly anyText?: boolean;
  /** Draw among this many likeliest tokens; all where left out. */
  readonly topK?: number;
  /** Draw among the fewest likeliest tokens that together have at least this probability; all where left out. */
  readonly topP?: number;
  /** Texts of one token each that end an answer as its end token does, and stay in it. */
  readonly stop?: readonly string[];
}

export interface Completion {
  readonly text: string;
  /** Answer tokens, the end token included where the policy wrote it. */
  readonly tokens: readonly number[];
  /** Log-probability of each token at temperature 1. */
  readonly logProbabilities: readonly number[];
  /** True where the answer met the token limit before its end token. */
  readonly truncated: boolean;
  /** Of a served policy alone, which tells no tokens: what it tells of them. */
  readonly served?: ServedAnswer;
}

/** What a server tells of an answer beside its text. */
export interface ServedAnswer {
  /** Tokens of the answer. */
  readonly answerTokens: number;
  /** Tokens of all that was read before it; null where the server does not say. */
  readonly promptTokens: number | null;
  /** Of the whole answer, where it was asked for; null where the server gives none. */
  readonly logProbability?: number | null;
}

/** One answer to learn from. Supervised rows have advantage 1 and no old log-probabilities. */
export interface TrainingRow {
  /** The question that it answers. */
  readonly question: string;
  readonly tokens: readonly number[];
  /** One number for all its tokens, or one for each. */
  readonly advantage: number | readonly number[];
  readonly oldLogProbabilities: readonly number[];
  /** Of each token under the reference, where they were asked for when it was sampled. */
  readonly referenceLogProbabilities?: readonly number[];
}

/** Answers about one image, which is encoded once for all of them: to one question in RL, to several in supervised training. */
export interface TrainingGroup {
  readonly image: Uint8Array;
  readonly rows: readonly TrainingRow[];
  /** Whether questions may be any text, read as `sample` reads it. Else one outside the vocabulary is a `BadText`. */
  readonly anyText?: boolean;
  /** For objectives `patches` and `cells`: the text pieces that label each patch of the image, row by row. */
  readonly patches?: readonly (readonly string[])[];
}

/** Scalars of one update, under the names that verl and TRL users know (actor/pg_loss, actor/grad_norm, ...). */
export type UpdateMetrics = Readonly<Record<string, number>>;

/** Weights and optimiser state as safetensors files. */
export interface PolicySnapshot {
  readonly weights: Uint8Array;
  readonly optimiser: Uint8Array;
}

/**
 * A policy that can be sampled and trained. Everything it does is a pure function of its state and its
 * arguments: the same snapshot and the same calls give the same bytes.
 */
export interface Policy {
  /** Whether a KL in the loss needs the log-probabilities under the reference in the rows: the policy does not find them itself. */
  readonly needsReference?: boolean;
  /** The tokens of an answer, its end token included. Throws where the text has a piece outside the vocabulary. */
  answerTokens(text: string): readonly number[];
  /** How `sample` reads a text where prompts may be any. */
  read(text: string): ReadText;
  sample(groups: readonly SampleRequest[], options: SamplingOptions): Promise<readonly (readonly Completion[])[]>;
  /** Log-probability of each answer token, group by group, row by row, by the policy or by its reference. */
  logProbabilities(
    groups: readonly TrainingGroup[],
    by?: 'policy' | 'reference',
  ): Promise<readonly (readonly (readonly number[])[])[]>;
  update(groups: readonly TrainingGroup[], objective: Objective): Promise<UpdateMetrics>;
  snapshot(): Promise<PolicySnapshot>;
  restore(snapshot: PolicySnapshot): Promise<void>;
  /** Freezes the weights of a snapshot as the reference of the KL term. */
  setReference(weights: Uint8Array): Promise<void>;
  /** SHA-256 (hex) over the names, shapes and bytes of weights and optimiser state. */
  digest(): Promise<string>;
  /** How it rounds: policies of one configuration that give different ones come to different bits in the same work. */
  rounding(): Promise<string>;
  close(): Promise<void>;
  /**
   * Of a policy on a server, which may not answer: gives up what is under way, and the policy is no more. One that computes here finishes
   * what it has begun.
   */
  interrupt?(): void;
}
