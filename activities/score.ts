import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { Batch, Rollout, ScoredBatch } from './data.ts';
import type { SampledShard } from './rollout.ts';
import { rolloutMetrics } from './rollout-metrics.ts';
import type { AskedStep } from './sampled-answers.ts';
import { scoredBatch } from './scored-batch.ts';

export interface ScoreInput extends AskedStep {
  readonly batch: ObjectRef;
  readonly rollouts: readonly SampledShard[];
}

export interface ScoreResult {
  readonly batch: ObjectRef;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What the answers of a step are worth. */
export interface Scored {
  readonly batch: ScoredBatch;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Scores the answers of all shards. */
export function scorer(store: ObjectStore, projectFolder: URL) {
  return async function scored(input: ScoreInput): Promise<Scored> {
    const { rollouts } = input;
    const [{ groups }, ...shards] = await Promise.all([
      store.getJson<Batch>(input.batch),
      ...rollouts.map(({ rollout }) => store.getJson<Rollout>(rollout)),
    ]);
    const batch = await scoredBatch(input, groups, shards, store, projectFolder);
    const generation = Math.max(...rollouts.map(({ seconds }) => seconds));
    const sampling = rollouts.reduce((sum, { policySeconds }) => sum + policySeconds, 0);
    const divergences = rollouts.reduce((sum, { divergences = 0 }) => sum + divergences, 0);
    return {
      batch,
      metrics: {
        ...rolloutMetrics(batch),
        ...(divergences > 0 && { 'perf/divergences': divergences }),
        'timing_s/gen': generation,
        'timing_s/sample': sampling,
      },
    };
  };
}

/** Scores the answers of all shards and keeps the batch that the step learns from. */
export function scoreActivity(store: ObjectStore, projectFolder: URL) {
  const scored = scorer(store, projectFolder);
  return async function score(input: ScoreInput): Promise<ScoreResult> {
    const { batch, metrics } = await scored(input);
    return { batch: await store.putJson(batch), metrics };
  };
}
