import type { KlEstimator } from '../objectives.ts';

interface KlEstimate {
  readonly value: (difference: number) => number;
  /** Its derivative by the log-probability of the policy. */
  readonly slope: (difference: number) => number;
}

const differenceBound = 20;
const k3Bound = 10;

const k3 = (difference: number): number => {
  const bounded = Math.min(Math.max(difference, -differenceBound), differenceBound);
  return Math.exp(bounded) - bounded - 1;
};

/**
 * The KL to the reference at a token, by the logarithm of reference / policy, as `klPenalty` of policy/model/losses.ts has it in a graph: k3 with
 * verl's bounds, beyond which it pulls no more.
 */
export const klEstimates: Readonly<Record<KlEstimator, KlEstimate>> = {
  k1: { value: (difference) => -difference, slope: () => 1 },
  k2: { value: (difference) => difference ** 2 / 2, slope: (difference) => -difference },
  k3: {
    value: (difference) => Math.min(k3(difference), k3Bound),
    slope: (difference) =>
      Math.abs(difference) > differenceBound || k3(difference) > k3Bound ? 0 : 1 - Math.exp(difference),
  },
};
