import type { Objective, PolicyGradientObjective } from '../objectives.ts';
import type { UpdateMetrics } from '../port.ts';
import type { LossName } from '../tinker/messages.ts';
import { klEstimates } from './kl-estimates.ts';
import { advantageAt, type LessonRow, type Shares } from './lesson-data.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What an optimiser step measured, from the log-probabilities that the server found at its beginning, under the names of docs/metrics.md. */
export function lessonMetrics(
  rows: readonly LessonRow[],
  shares: readonly Shares[],
  found: readonly (readonly number[])[],
  objective: Objective,
  { loss: lossName, served }: { readonly loss: LossName; readonly served: UpdateMetrics },
): UpdateMetrics {
  const section = objective.kind === 'policy-gradient' ? 'actor' : 'train';
  const told = Object.entries(served).find(([name]) => name.endsWith('grad_norm'));
  const common = { [`${section}/lr`]: objective.learningRate, ...(told && { [`${section}/grad_norm`]: told[1] }) };
  if (objective.kind !== 'policy-gradient') {
    return { 'train/loss': -sum(found.map((values, row) => shares[row]!.share * sum(values))), ...common };
  }
  const tokens = sum(found.map(({ length }) => length));
  const perToken = (value: (row: number, place: number) => number): number =>
    sum(found.map((values, row) => sum(values.map((_, place) => value(row, place))))) / tokens;
  const weighted = (value: (row: number, place: number) => number): number =>
    sum(found.map((values, row) => shares[row]!.share * sum(values.map((_, place) => value(row, place)))));
  const change = (row: number, place: number): number => found[row]![place]! - rows[row]!.oldLogProbabilities[place]!;
  const lossAt = (row: number, place: number) =>
    surrogateLoss[lossName as keyof typeof surrogateLoss](objective, {
      logProbability: found[row]![place]!,
      change: change(row, place),
      advantage: advantageAt(rows[row]!, place),
    });
  const { kl } = objective;
  return {
    'actor/pg_loss': weighted((row, place) => lossAt(row, place).loss),
    'actor/ppo_kl': -perToken(change),
    'actor/pg_clipfrac': perToken((row, place) => (lossAt(row, place).clipped ? 1 : 0)),
    ...(kl && {
      'actor/kl_loss': weighted((row, place) =>
        klEstimates[kl.estimator].value(rows[row]!.referenceLogProbabilities![place]! - found[row]![place]!),
      ),
    }),
    ...common,
  };
}

interface At {
  readonly logProbability: number;
  /** New minus old logarithm. */
  readonly change: number;
  readonly advantage: number;
}

function bounds({ clipLow, clipHigh }: PolicyGradientObjective, { change, advantage }: At) {
  const ratio = Math.exp(change);
  const bounded = Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh);
  return { ratio, bounded, free: ratio * advantage, held: bounded * advantage };
}

const surrogateLoss = {
  ppo: (objective: PolicyGradientObjective, at: At) => {
    const { free, held } = bounds(objective, at);
    return { loss: -Math.min(free, held), clipped: held < free };
  },
  importance_sampling: (objective: PolicyGradientObjective, at: At) => ({
    loss: -bounds(objective, at).free,
    clipped: false,
  }),
  cispo: (objective: PolicyGradientObjective, at: At) => {
    const { ratio, bounded, held } = bounds(objective, at);
    return { loss: -held * at.logProbability, clipped: bounded !== ratio };
  },
} as const;

/** Means over the optimiser steps of an update. */
export function meanMetrics(steps: readonly UpdateMetrics[]): UpdateMetrics {
  const names = Object.keys(steps[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, sum(steps.map((step) => step[name] ?? 0)) / steps.length]));
}
