import type { RewardRules } from './rules.ts';

export interface WeightLabels {
  readonly difficulty_city: string;
  readonly question_transfer_count: number;
}

/** W, or why the labels have none. */
export type Weight = { readonly weight: number } | { readonly refused: string };

/**
 * W = W_map + W_question (RewardMap 2510.02240): the difficulty of the map, and more for a route with transfers.
 * Released code: `get_difficulty_weight`.
 */
export function weightOf(labels: WeightLabels, isRoute: boolean, rules: RewardRules): Weight {
  const { difficulty_city: label, question_transfer_count: transfers } = labels;
  const { mapWeights, transferWeight, acceptMedium } = rules;
  if (isRoute && !(transfers >= 0)) {
    return { refused: `question_transfer_count is ${String(transfers)}: it must be 0 or more` };
  }
  const difficulty = acceptMedium && label === 'medium' ? 'middle' : label;
  if (!isDifficulty(difficulty, mapWeights)) {
    return { refused: `difficulty_city "${label}" is unknown: allowed are ${Object.keys(mapWeights).join(', ')}` };
  }
  return { weight: mapWeights[difficulty] + (isRoute && transfers > 0 ? transferWeight : 0) };
}

function isDifficulty<Name extends string>(label: string, weights: Readonly<Record<Name, number>>): label is Name {
  return Object.hasOwn(weights, label);
}
