/**
 * What the centred rewards of a group are divided by: `group-std` the deviation inside the group (GRPO), `none`
 * nothing (the rewards are only centred), a number that number, the same for every group.
 */
export type AdvantageScale = 'group-std' | 'none' | number;

/** Keeps a group of nearly equal rewards finite; verl's and the released trainer's value. */
const epsilon = 1e-6;

function divisorOf(centred: readonly number[], scale: AdvantageScale): number {
  if (scale === 'none') return 1;
  if (scale === 'group-std') {
    // Sample deviation (n - 1), as torch.std gives it and the released trainer uses it.
    return Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / (centred.length - 1)) + epsilon;
  }
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw new RangeError(`advantage scale is ${String(scale)}: allowed are group-std, none and finite numbers above 0`);
}

/**
 * Advantages inside one group of answers to one question (GRPO, arXiv 2402.03300): (r - mean) / scale. All are
 * exactly 0 where all rewards are equal, a group of one included: such a group teaches nothing.
 */
export function groupAdvantages(rewards: readonly number[], options: { readonly scale: AdvantageScale }): number[] {
  const wrong = rewards.find((reward) => !Number.isFinite(reward));
  if (wrong !== undefined) throw new RangeError(`a reward of the group is ${String(wrong)}: rewards must be finite`);
  if (rewards.every((reward) => reward === rewards[0])) return rewards.map(() => 0);
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const centred = rewards.map((reward) => reward - mean);
  const divisor = divisorOf(centred, options.scale);
  return centred.map((value) => value / divisor);
}
