/** A piece of a prompt. An image counts as `expectedTokens` tokens where they are stated; the server reckons them itself. */
export type Chunk =
  | { readonly type: 'encoded_text'; readonly tokens: readonly number[] }
  | {
      readonly type: 'image';
      readonly format: 'png' | 'jpeg';
      readonly data: Uint8Array;
      readonly expectedTokens?: number;
    };

export interface Tensor {
  readonly dtype: 'float32' | 'int64';
  readonly data: readonly number[];
  /** One dimension where left out. */
  readonly shape?: readonly number[];
}

/** One sequence to learn from: what the model reads, and for each of its tokens what the loss needs. */
export interface Datum {
  readonly input: readonly Chunk[];
  /** Of all losses `target_tokens`; of cross_entropy `weights`; of the others `logprobs` and `advantages`. */
  readonly lossInputs: Readonly<Record<string, Tensor>>;
}

/** Losses of the protocol. A server need not know all of them. */
export type LossName = 'cross_entropy' | 'importance_sampling' | 'ppo' | 'cispo' | 'dro';

export interface Loss {
  readonly name: LossName;
  /** Of `ppo` and `cispo`: `clip_low_threshold` and `clip_high_threshold`, the bounds of the ratio. */
  readonly config?: Readonly<Record<string, number>>;
}

export interface LossOutput {
  /** Of each datum, by name: `logprobs` of its target tokens, and what else the server tells. */
  readonly outputs: readonly Readonly<Record<string, readonly number[]>>[];
  readonly metrics: Readonly<Record<string, number>>;
}

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** 0 for no bound. Not every server heeds it. */
  readonly gradClipNorm: number;
}

export interface LoraSettings {
  readonly rank: number;
  readonly seed: number;
  readonly trainAttention: boolean;
  readonly trainMlp: boolean;
  readonly trainUnembedding: boolean;
}

export interface SamplingParams {
  readonly maxTokens: number;
  readonly seed: number;
  readonly temperature: number;
  /** Tokens that end a sequence and stay in it. */
  readonly stop: readonly number[];
  /** -1 for all. */
  readonly topK?: number;
  readonly topP?: number;
}

export interface SampledSequence {
  readonly tokens: readonly number[];
  /** Of each token; undefined where the server tells none. */
  readonly logProbabilities: readonly number[] | undefined;
  /** `length`: it met `maxTokens` before a stop token. */
  readonly stopReason: 'stop' | 'length';
}

export interface SampleOutput {
  readonly sequences: readonly SampledSequence[];
  /** Where they were asked for: of the prompt's tokens, without the first, which nothing precedes. */
  readonly promptLogProbabilities: readonly number[] | undefined;
}

/** What is sampled from: a base model by name, or weights that were saved for sampling. */
export type SampledModel = { readonly baseModel: string } | { readonly path: string };
