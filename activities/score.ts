import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { Batch, Rollout } from './data.ts';
import type { RolloutResult } from './rollout.ts';
import { rolloutMetrics } from './rollout-metrics.ts';
import type { AskedStep } from './sampled-answers.ts';
import { scoredBatch } from './scored-batch.ts';

export interface ScoreInput extends AskedStep {
  readonly batch: ObjectRef;
  readonly rollouts: readonly RolloutResult[];
}

export interface ScoreResult {
  readonly batch: ObjectRef;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Scores the answers of all shards and keeps the batch that the step learns from. */
export function scoreActivity(store: ObjectStore, projectFolder: URL) {
  return async function score(input: ScoreInput): Promise<ScoreResult> {
    const { rollouts } = input;
    const [{ groups }, ...shards] = await Promise.all([
      store.getJson<Batch>(input.batch),
      ...rollouts.map(({ rollout }) => store.getJson<Rollout>(rollout)),
    ]);
    const scored = await scoredBatch(input, groups, shards, store, projectFolder);
    const generation = Math.max(...rollouts.map(({ seconds }) => seconds));
    const sampling = rollouts.reduce((sum, { policySeconds }) => sum + policySeconds, 0);
    const divergences = rollouts.reduce((sum, { divergences = 0 }) => sum + divergences, 0);
    return {
      batch: await store.putJson(scored),
      metrics: {
        ...rolloutMetrics(scored),
        ...(divergences > 0 && { 'perf/divergences': divergences }),
        'timing_s/gen': generation,
        'timing_s/sample': sampling,
      },
    };
  };
}
