import { difficulties, type Difficulty } from '../transit/question.ts';
import type { ScoredBatch, ScoredGroup } from './data.ts';

/** The share of right answers among those about maps of a difficulty: what adaptive sampling goes by. */
export const solvedMetric = (difficulty: Difficulty): string => `critic/solved/${difficulty}`;

function solvedByDifficulty(groups: readonly ScoredGroup[]): Record<string, number> {
  const solved = difficulties.flatMap((difficulty) => {
    const asked = groups.filter(({ question }) => question.difficulty_city === difficulty);
    const right = asked.flatMap(({ answers }) => answers.map(({ reward }) => Number(reward.accuracy)));
    return right.length === 0 ? [] : [[solvedMetric(difficulty), mean(right)] as const];
  });
  return Object.fromEntries(solved);
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

// A large step has more answers than a call takes arguments.
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);

/**
 * What a scored batch says of the policy, under the names that verl and TRL users know. Shares are in [0, 1]; lengths count
 * tokens; `response/<outcome>` is the share of answers with that outcome.
 */
export function rolloutMetrics({ groups }: ScoredBatch): Record<string, number> {
  const answers = groups.flatMap((group) => group.answers);
  const lengths = answers.map(({ tokens }) => tokens.length);
  const rewards = answers.map(({ reward }) => reward.total);
  const mixed = answers.flatMap(({ reward }) => ('own' in reward ? [reward] : []));
  const share = (holds: (answer: (typeof answers)[number]) => boolean): number =>
    mean(answers.map((answer) => Number(holds(answer))));
  const flat = groups.filter((group) =>
    group.answers.every(({ reward }) => reward.total === group.answers[0]?.reward.total),
  );
  const outcomes = [...new Set(answers.map(({ reward }) => reward.outcome))].sort();
  return {
    'critic/rewards/mean': mean(rewards),
    'critic/rewards/max': most(rewards),
    'critic/rewards/min': least(rewards),
    'critic/accuracy': share(({ reward }) => reward.accuracy),
    ...solvedByDifficulty(groups),
    'critic/accuracy_reward/mean': mean(answers.map(({ reward }) => reward.accuracyReward)),
    'critic/detail_reward/mean': mean(answers.map(({ reward }) => reward.detailReward ?? 0)),
    'critic/format_reward/mean': mean(answers.map(({ reward }) => reward.formatReward)),
    'critic/reward_weight/mean': mean(answers.map(({ reward }) => reward.weight)),
    ...(mixed.length > 0 && {
      'critic/preset_reward/mean': mean(mixed.map(({ preset }) => preset)),
      'critic/own_reward/mean': mean(mixed.map(({ own }) => own)),
    }),
    frac_reward_zero_std: flat.length / groups.length,
    'response_length/mean': mean(lengths),
    'response_length/max': most(lengths),
    'response_length/min': least(lengths),
    'response_length/clip_ratio': share(({ truncated }) => truncated),
    'perf/sampled_tokens': lengths.reduce((sum, length) => sum + length, 0),
    ...Object.fromEntries(
      outcomes.map((outcome) => [`response/${outcome}`, share(({ reward }) => reward.outcome === outcome)]),
    ),
  };
}
