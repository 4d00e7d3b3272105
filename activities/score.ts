import { groupAdvantages } from '../reward/advantages.ts';
import { scoreAnswer } from '../reward/reward.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { Batch, PosedQuestion, Rollout, RunRef, ScoredBatch, ScoredGroup } from './data.ts';
import type { Completion } from '../policy/port.ts';
import type { RolloutResult } from './rollout.ts';
import { rolloutMetrics } from './rollout-metrics.ts';
import { curriculumOf } from './run-spec.ts';
import type { CurriculumSpec } from './spec.ts';

export interface ScoreInput {
  readonly run: RunRef;
  readonly stage: string;
  readonly step: number;
  readonly batch: ObjectRef;
  readonly rollouts: readonly RolloutResult[];
}

export interface ScoreResult {
  readonly batch: ObjectRef;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Rewards and advantages of one group (paper section 3.2; GRPO's advantage over the answers to one question). */
function scoreGroup(posed: PosedQuestion, answers: readonly Completion[], spec: CurriculumSpec): ScoredGroup {
  const rewards = answers.map(({ text }) => scoreAnswer(text, posed.question, posed.stations, spec.reward));
  const advantages = groupAdvantages(
    rewards.map(({ total }) => total),
    spec.advantage,
  );
  return {
    ...posed,
    answers: answers.map((answer, sample) => ({
      ...answer,
      reward: rewards[sample]!,
      advantage: advantages[sample]!,
    })),
  };
}

/** Scores the answers of all shards and keeps the batch that the step learns from. */
export function scoreActivity(store: ObjectStore) {
  return async function score({ run, stage, step, batch, rollouts }: ScoreInput): Promise<ScoreResult> {
    const [spec, { groups }, ...shards] = await Promise.all([
      curriculumOf(store, run),
      store.getJson<Batch>(batch),
      ...rollouts.map(({ rollout }) => store.getJson<Rollout>(rollout)),
    ]);
    const answers = shards.toSorted((a, b) => a.firstGroup - b.firstGroup).flatMap((shard) => shard.groups);
    if (answers.length !== groups.length) {
      throw new Error(`step ${step} has ${groups.length} questions and answers to ${answers.length} of them`);
    }
    const scored: ScoredBatch = {
      step,
      stage,
      groups: groups.map((posed, index) => scoreGroup(posed, answers[index] ?? [], spec)),
    };
    const generation = Math.max(...rollouts.map(({ seconds }) => seconds));
    return {
      batch: await store.putJson(scored),
      metrics: { ...rolloutMetrics(scored), 'timing_s/gen': generation },
    };
  };
}
