import { advantages, rewardAtEnd } from '../reward/advantages.ts';
import { penalisedRewards } from '../reward/kl-penalty.ts';
import { mixedReward, type OwnReward } from '../reward/own-reward.ts';
import { scoreAnswer } from '../reward/reward.ts';
import type { PosedQuestion, SampledAnswer, ScoredAnswer, ScoredGroup } from './data.ts';
import { judging } from './reward-spec.ts';
import type { CurriculumSpec } from './spec.ts';

/** The reward of one answer: the preset's, and one's own where the run has one. */
function rewardOf(
  { text, tokens, truncated }: SampledAnswer,
  { question, stations }: PosedQuestion,
  spec: CurriculumSpec['reward'],
  own: OwnReward | undefined,
): ScoredAnswer['reward'] {
  const preset = scoreAnswer(text, question, stations, judging(spec));
  if (own === undefined || spec.own === null) return preset;
  return mixedReward(text, { question, stations, tokens: tokens.length, truncated, preset }, own, spec.own);
}

/** Rewards of a batch's answers (paper section 3.2), and the advantages that the objective's estimator makes of them. */
export function scoredGroups(
  posed: readonly PosedQuestion[],
  answers: readonly (readonly SampledAnswer[])[],
  { reward, objective }: CurriculumSpec,
  own: OwnReward | undefined,
): readonly ScoredGroup[] {
  const rewards = posed.map((asked, group) => answers[group]!.map((answer) => rewardOf(answer, asked, reward, own)));
  const penalty = objective.kl?.place === 'reward' ? objective.kl : null;
  const tokenRewards = answers.map((group, index) =>
    group.map(({ tokens, logProbabilities, referenceLogProbabilities }, sample) => {
      const unpenalised = rewardAtEnd(rewards[index]![sample]!.total, tokens.length);
      return penalty
        ? penalisedRewards(unpenalised, logProbabilities, referenceLogProbabilities ?? [], penalty)
        : unpenalised;
    }),
  );
  const ofTokens = advantages(tokenRewards, objective.advantage);
  return posed.map((question, group) => ({
    ...question,
    answers: answers[group]!.map((answer, sample) => ({
      ...answer,
      reward: rewards[group]![sample]!,
      ...shownAdvantage(ofTokens[group]![sample]!),
    })),
  }));
}

/** One number for an answer whose tokens all have the same. */
function shownAdvantage(tokens: readonly number[]): Pick<ScoredAnswer, 'advantage' | 'tokenAdvantages'> {
  const [first = 0] = tokens;
  if (tokens.every((token) => token === first)) return { advantage: first };
  return { advantage: tokens.reduce((sum, token) => sum + token, 0) / tokens.length, tokenAdvantages: tokens };
}
