import type { Tensor } from '../graph/graph.ts';
import {
  add,
  cast,
  clip,
  exp,
  greater,
  logSoftmax,
  maximum,
  multiply,
  negate,
  oneHot,
  reduceSum,
  subtract,
  total,
} from '../graph/operations.ts';

/** A loss to differentiate, and scalars to report. Both are sums over a micro-batch: the batch's are their sums. */
export interface Loss {
  readonly loss: Tensor;
  readonly metrics: Readonly<Record<string, Tensor>>;
}

/** Bounds of verl: on the logarithm of a ratio, and on the value of k3. */
const LOG_RATIO_BOUND = 20;
const K3_BOUND = 10;

/** Log-probabilities [n, 1] of the target tokens (int32 [n]), and the entropy [n, 1] of their distributions. */
export function tokenStatistics(logits: Tensor, targets: Tensor): { logProbability: Tensor; entropy: Tensor } {
  const logProbabilities = logSoftmax(logits);
  const chosen = oneHot(targets, logits.shape[1] as number);
  return {
    logProbability: reduceSum(multiply(logProbabilities, chosen), [1]),
    entropy: negate(reduceSum(multiply(exp(logProbabilities), logProbabilities), [1])),
  };
}

/** Weighted negative log-probability. The weight of a token (or of a patch's target) is its share of the batch's mean. */
export function crossEntropy(logProbability: Tensor, weights: Tensor): Loss {
  const loss = negate(total(multiply(logProbability, weights)));
  return { loss, metrics: { 'train/loss': loss } };
}

/** Columns [n, 1], one number a token; coefficients are scalars. */
export interface GrpoTerms {
  readonly logProbability: Tensor;
  readonly entropy: Tensor;
  readonly oldLogProbability: Tensor;
  readonly referenceLogProbability: Tensor;
  readonly advantage: Tensor;
  readonly weights: Tensor;
  readonly clipLow: Tensor;
  readonly clipHigh: Tensor;
  readonly klCoefficient: Tensor;
  readonly entropyCoefficient: Tensor;
}

/** See `GrpoObjective`. */
export function grpoLoss(terms: GrpoTerms): Loss {
  const { advantage, weights } = terms;
  const mean = (x: Tensor) => total(multiply(x, weights));

  const logRatio = subtract(terms.logProbability, terms.oldLogProbability);
  const ratio = exp(clip(logRatio, -LOG_RATIO_BOUND, LOG_RATIO_BOUND));
  const plain = negate(multiply(ratio, advantage));
  const clipped = negate(multiply(clip(ratio, terms.clipLow, terms.clipHigh), advantage));
  const policyGradient = mean(maximum(plain, clipped));

  const entropy = mean(terms.entropy);
  const kl = mean(k3(terms.logProbability, terms.referenceLogProbability));
  const penalty = subtract(multiply(kl, terms.klCoefficient), multiply(entropy, terms.entropyCoefficient));
  return {
    loss: add(policyGradient, penalty),
    metrics: {
      'actor/pg_loss': policyGradient,
      'actor/entropy': entropy,
      'actor/kl_loss': kl,
      'actor/ppo_kl': negate(mean(logRatio)),
      'actor/pg_clipfrac': mean(cast(greater(clipped, plain), 'float32')),
    },
  };
}

/** Schulman's k3, exp(d) - d - 1 with d = reference - policy. */
function k3(logProbability: Tensor, referenceLogProbability: Tensor): Tensor {
  const difference = clip(subtract(referenceLogProbability, logProbability), -LOG_RATIO_BOUND, LOG_RATIO_BOUND);
  return clip(subtract(subtract(exp(difference), difference), 1), -K3_BOUND, K3_BOUND);
}
