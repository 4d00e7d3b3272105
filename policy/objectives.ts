/** AdamW with decoupled decay after clipping by the global norm, named as PyTorch names it. */
export interface OptimiserSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
}

/** Cross-entropy of the answers' tokens, mean over all tokens of the batch. */
export interface SupervisedObjective extends OptimiserSettings {
  readonly kind: 'sft';
  /** Weight of objective `cells` beside it, which keeps the eyes from forgetting; 0 for answers alone. */
  readonly cellCoefficient: number;
}

/**
 * Pretraining of the eyes: cross-entropy of each image token against the tied token embeddings. The target is the
 * tokens that the patch is labelled with, equally weighted; mean over the patches that have labels. `patches` trains
 * the patch encoder on what each patch shows by itself, `cells` the vision tower on what it means in the picture.
 */
export interface ImageLabelObjective extends OptimiserSettings {
  readonly kind: 'patches' | 'cells';
}

/**
 * What stands for the policy gradient, under verl's names: `vanilla` is PPO's clipped ratio, `gspo` the ratio of the
 * sequence (arXiv 2507.18071), `cispo` the clipped ratio as a weight (arXiv 2506.13585), `geo_mean` the geometric mean
 * of clipped ratios (GMPO, arXiv 2507.20673).
 */
export const surrogates = ['vanilla', 'gspo', 'cispo', 'geo_mean'] as const;
export type SurrogateName = (typeof surrogates)[number];

/** How the losses of tokens become one number, under verl's names. */
export const aggregations = [
  'token-mean',
  'seq-mean-token-sum',
  'seq-mean-token-mean',
  'seq-mean-token-sum-norm',
] as const;
export type Aggregation = (typeof aggregations)[number];

/** Schulman's estimators of the KL to the reference: d, d^2 / 2, exp(-d) + d - 1 with d = log policy - log reference. */
export const klEstimators = ['k1', 'k2', 'k3'] as const;
export type KlEstimator = (typeof klEstimators)[number];

/**
 * Reinforcement learning on scored answers, as verl computes it: the surrogate - entropyCoefficient entropy +
 * kl.coefficient KL to the reference, all three aggregated in the same way.
 */
export interface PolicyGradientObjective extends OptimiserSettings {
  readonly kind: 'policy-gradient';
  readonly surrogate: SurrogateName;
  /** `gspo` and `geo_mean` are means over sequences by their definition: they need `seq-mean-token-mean`. */
  readonly aggregation: Aggregation;
  /** Tokens that `seq-mean-token-sum-norm` divides a sequence's sum by: the longest that an answer may be. */
  readonly sumNorm: number;
  /** The ratio is kept within 1 - clipLow and 1 + clipHigh; for `geo_mean` its logarithm within -clipLow and clipHigh. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Of `vanilla`: where the advantage is negative the loss is at most this times its size; null for no bound. */
  readonly clipDual: number | null;
  readonly kl: { readonly estimator: KlEstimator; readonly coefficient: number } | null;
  readonly entropyCoefficient: number;
  /** Passes over the batch, and parts of it that one optimiser step each is made on. */
  readonly epochs: number;
  readonly miniBatches: number;
  /** Where older versions may have sampled what is learnt from: how far they are from this one is measured too. */
  readonly offPolicy?: true;
}

/** What an update minimises. Plain JSON data, stored in the training log. */
export type Objective = SupervisedObjective | ImageLabelObjective | PolicyGradientObjective;
export type ObjectiveKind = Objective['kind'];
