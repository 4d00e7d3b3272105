import type { Tensor } from '../graph/graph.ts';
import {
  add,
  clip,
  exp,
  logSoftmax,
  multiply,
  negate,
  oneHot,
  reduceSum,
  subtract,
  total,
} from '../graph/operations.ts';
import type { KlEstimator, SurrogateName } from '../objectives.ts';
import { type SurrogateTerms, surrogateTable } from './surrogates.ts';

/** A loss to differentiate, and scalars to report. Both are sums over a micro-batch: the batch's are their sums. */
export interface Loss {
  readonly loss: Tensor;
  readonly metrics: Readonly<Record<string, Tensor>>;
}

/** Bound of verl on the logarithm of a ratio that is measured: its exponential stays finite. */
const LOG_RATIO_BOUND = 20;

/** Bounds of verl on k3: on the difference of logarithms and on the value. */
const DIFFERENCE_BOUND = 20;
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

/** Weights [sequences, tokens] that turn one number a token into the batch's loss and into its mean over tokens. */
export interface Shares {
  readonly share: Tensor;
  readonly tokenShare: Tensor;
}

/** Numbers of the tokens [sequences, tokens], and the coefficient as a scalar. */
export interface KlTerms {
  readonly estimator: KlEstimator;
  readonly referenceLogProbability: Tensor;
  readonly coefficient: Tensor;
}
export interface EntropyTerms {
  readonly entropy: Tensor;
  readonly coefficient: Tensor;
}

/** What a loss has beside its surrogate. */
export interface LossOptions {
  readonly kl?: KlTerms | undefined;
  readonly entropy?: EntropyTerms | undefined;
  readonly offPolicy?: boolean | undefined;
}

/** See `PolicyGradientObjective`. Without `kl` or `entropy` the loss has no such term and no such metric. */
export function policyGradientLoss(
  surrogate: SurrogateName,
  terms: SurrogateTerms,
  { share, tokenShare }: Shares,
  { kl, entropy, offPolicy }: LossOptions,
): Loss {
  const aggregate = (x: Tensor) => total(multiply(x, share));
  const tokenMean = (x: Tensor) => total(multiply(x, tokenShare));
  const { loss, logRatio, clipped, clippedLower } = surrogateTable[surrogate](terms);
  const policyGradient = aggregate(loss);
  const metrics = {
    'actor/pg_loss': policyGradient,
    'actor/ppo_kl': negate(tokenMean(logRatio)),
    'actor/pg_clipfrac': tokenMean(clipped),
    'actor/pg_clipfrac_lower': tokenMean(clippedLower),
    ...(offPolicy && { 'rollout_corr/rollout_is_mean': tokenMean(boundedRatio(logRatio)) }),
  };
  const meanKl = kl && aggregate(klPenalty(kl.estimator, terms.logProbability, kl.referenceLogProbability));
  const meanEntropy = entropy && aggregate(entropy.entropy);
  const penalties = [
    ...(kl && meanKl ? [multiply(meanKl, kl.coefficient)] : []),
    ...(entropy && meanEntropy ? [negate(multiply(meanEntropy, entropy.coefficient))] : []),
  ];
  return {
    loss: penalties.reduce((sum, penalty) => add(sum, penalty), policyGradient),
    metrics: {
      ...metrics,
      ...(meanKl && { 'actor/kl_loss': meanKl }),
      ...(meanEntropy && { 'actor/entropy': meanEntropy }),
    },
  };
}

const boundedRatio = (logRatio: Tensor): Tensor => exp(clip(logRatio, -LOG_RATIO_BOUND, LOG_RATIO_BOUND));

/** An estimate of the KL to the reference at each token, with the bounds that verl puts on k3. */
export function klPenalty(estimator: KlEstimator, logProbability: Tensor, referenceLogProbability: Tensor): Tensor {
  const difference = subtract(referenceLogProbability, logProbability);
  return klTable[estimator](difference);
}

/** By the logarithm of reference / policy. */
const klTable: Readonly<Record<KlEstimator, (difference: Tensor) => Tensor>> = {
  k1: negate,
  k2: (difference) => multiply(multiply(difference, difference), 0.5),
  k3: (difference) => {
    const bounded = clip(difference, -DIFFERENCE_BOUND, DIFFERENCE_BOUND);
    return clip(subtract(subtract(exp(bounded), bounded), 1), -K3_BOUND, K3_BOUND);
  },
};
