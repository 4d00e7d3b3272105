import type { StationList } from '../transit/network.ts';
import { familyOf } from './labels.ts';
import type { RewardLabels } from './labels.ts';
import { RewardError } from './reward-error.ts';
import { rulesOf } from './rules.ts';
import type { PresetName, RewardRules } from './rules.ts';
import { scoreRoute } from './score-route.ts';
import { scoreShortAnswer } from './score-short-answer.ts';
import type { Reward, Score } from './score.ts';
import { shortKindOf } from './short-kind.ts';
import { weightOf } from './weight.ts';

/** `difficulty_aware` multiplies by W, `baseline` by 1. */
export const rewardModes = ['difficulty_aware', 'baseline'] as const;
export type RewardMode = (typeof rewardModes)[number];

export interface RewardOptions {
  readonly preset: PresetName | RewardRules;
  readonly mode: RewardMode;
}

function refuseCounting(answer: string, labels: RewardLabels, rules: RewardRules): never {
  const weighed = weightOf(labels, false, rules);
  throw new RewardError(
    `type "${labels.type}" is unknown: allowed are Counting1, Counting2 and Counting3`,
    'UnboundLocalError',
    {
      extractedAnswer: scoreShortAnswer(answer, 'number', labels.answer, rules).extractedAnswer,
      ...('weight' in weighed && { weight: weighed.weight }),
    },
  );
}

function scoreByFamily(answer: string, labels: RewardLabels, stations: StationList, rules: RewardRules): Score {
  const family = familyOf(labels.type);
  if (family === undefined) {
    throw new RewardError(
      `type "${labels.type}" is unknown: it must hold TorF, Counting or planning`,
      'NotImplementedError',
      {},
    );
  }
  if (family === 'route') return scoreRoute(answer, labels, stations, rules);
  const kind = shortKindOf(labels.type);
  return kind === undefined
    ? refuseCounting(answer, labels, rules)
    : scoreShortAnswer(answer, kind, labels.answer, rules);
}

/**
 * The training reward of one answer, with every component and the reason for each point (RewardMap 2510.02240,
 * section 3; released code: `reason_map_compute_score`, which preset `released` equals to the last bit).
 *
 * `stations` is the city's list as the benchmark writes it; it is read once and must not change afterwards.
 * Throws a `RewardError` for labels that no reward is defined for, never because of the answer.
 */
export function scoreAnswer(
  answer: string,
  labels: RewardLabels,
  stations: StationList,
  options: RewardOptions,
): Reward {
  const rules = rulesOf(options.preset);
  const score = scoreByFamily(answer, labels, stations, rules);
  const weighed = options.mode === 'baseline' ? { weight: 1 } : weightOf(labels, score.sections !== null, rules);
  if ('refused' in weighed) {
    const { reasons: _, ...parts } = score;
    throw new RewardError(weighed.refused, 'NotImplementedError', parts);
  }
  const sum = score.accuracyReward + score.formatReward + (score.detailReward ?? 0);
  return { ...score, total: sum * weighed.weight, weight: weighed.weight };
}
