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
 * GRPO (DeepSeekMath, arXiv 2402.03300, eq. 3) as verl computes it: mean over all tokens of the batch of
 * -min(A ratio, A clip(ratio, 1 - clip, 1 + clip)) - entropyCoefficient entropy + klCoefficient k3(reference).
 */
export interface GrpoObjective extends OptimiserSettings {
  readonly kind: 'grpo';
  readonly clip: number;
  readonly klCoefficient: number;
  readonly entropyCoefficient: number;
}

/** What an update minimises. Plain JSON data, stored in the training log. */
export type Objective = SupervisedObjective | ImageLabelObjective | GrpoObjective;
export type ObjectiveKind = Objective['kind'];
