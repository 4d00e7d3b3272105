import type { LogEntry } from '../store/run-records.ts';
import type { Shares } from '../transit/deal.ts';
import { questionPool } from '../transit/question-pool.ts';
import { questionSet, type PosedQuestion, type QuestionSetSpec } from '../transit/question-set.ts';
import { questionKinds, type Difficulty } from '../transit/question.ts';
import { solvedMetric } from './rollout-metrics.ts';
import type { CurriculumSpec } from './spec.ts';
import type { StageSpec } from './stage-spec.ts';

/** The share of answers solved over steps that asked about a difficulty; half where none did. */
function solveRate(difficulty: Difficulty, log: readonly LogEntry[]): number {
  const rates = log.flatMap(({ metrics }) => metrics[solvedMetric(difficulty)] ?? []);
  return rates.length === 0 ? 0.5 : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/**
 * How often each difficulty is drawn at a step. Adaptive: by floor + r (1 - r), r the solve rate over the last steps, since
 * answers to what is always or never solved are alike and teach nothing (the learnability of arXiv 2502.12272).
 */
export function difficultyShares(
  sampling: StageSpec['difficulty'],
  stated: readonly Difficulty[],
  log: readonly LogEntry[],
): readonly Difficulty[] | Shares<Difficulty> {
  if (sampling === undefined) return stated;
  if ('weights' in sampling) return Object.entries(sampling.weights) as [Difficulty, number][];
  const { window, floor } = sampling.adaptive;
  return [...new Set(stated)].map((difficulty) => {
    const rate = solveRate(difficulty, log.slice(-window));
    return [difficulty, floor + rate * (1 - rate)] as const;
  });
}

/** Steps of the log that a stage's sampling looks back on. */
export const lookBack = ({ difficulty }: StageSpec): number =>
  difficulty && 'adaptive' in difficulty ? difficulty.adaptive.window : 0;

/** The kinds of a stage as a set of questions takes them. */
export const askedKinds = ({ kinds }: StageSpec): QuestionSetSpec['kinds'] =>
  Array.isArray(kinds)
    ? kinds
    : questionKinds.flatMap((kind) => {
        const share = kinds[kind];
        return share === undefined ? [] : [[kind, share] as const];
      });

/** What plans on the run's generated maps need, where the spec says. */
export const transfersOf = ({ transfers }: CurriculumSpec['maps']): Pick<QuestionSetSpec, 'transfers'> =>
  transfers ? { transfers } : {};

/** Fresh questions of a step. */
export function stepQuestions(
  { seed, maps, rollout }: CurriculumSpec,
  stage: StageSpec,
  step: number,
  log: readonly LogEntry[],
): readonly PosedQuestion[] {
  const questionsPerNetwork = stage.questionsPerMap ?? 1;
  return questionSet({
    split: 'train',
    name: [seed, stage.name, step],
    kinds: askedKinds(stage),
    count: rollout.questions * questionsPerNetwork,
    questionsPerNetwork,
    difficulties: difficultyShares(stage.difficulty, maps.difficulties, log),
    ...transfersOf(maps),
  });
}

/** All questions of a stage that passes a pool once, in the order of the pass. */
export function poolQuestions(
  { seed, maps }: CurriculumSpec,
  stage: StageSpec,
  pool: number,
): readonly PosedQuestion[] {
  return questionPool({
    split: 'train',
    name: [seed, stage.name, 'pool'],
    kinds: askedKinds(stage),
    count: pool,
    difficulties: difficultyShares(stage.difficulty, maps.difficulties, []),
    ...transfersOf(maps),
  });
}
