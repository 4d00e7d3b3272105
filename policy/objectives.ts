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
}

/**
 * Pretraining of the patch encoder: cross-entropy of each patch against the tied token embeddings. The target is
 * the tokens visible in the patch, equally weighted; mean over the patches that show any.
 */
export interface PatchesObjective extends OptimiserSettings {
  readonly kind: 'patches';
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
export type Objective = SupervisedObjective | PatchesObjective | GrpoObjective;
export type ObjectiveKind = Objective['kind'];
