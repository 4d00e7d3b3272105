import type { RolloutResult, SampledShard } from '../activities/rollout.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { onPolicy } from './activity-options.ts';
import type { SteppedStage } from './steps.ts';

/** Answers to the questions of a step, by a version of the policy, in as many shards as the stage states: at once, as far as there are workers. */
export function sampledShards(
  { run, name: stage, shards }: SteppedStage,
  step: number,
  batch: ObjectRef,
  version: PolicyVersion,
): Promise<readonly RolloutResult[]> {
  return Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      onPolicy.rollout.executeWithOptions({ summary: `${stage} step ${step}, shard ${shard + 1} of ${shards}` }, [
        { run, stage, step, version, batch, sampling: 'train', shard, shards },
      ]),
    ),
  );
}

/** Answers as scoring is asked for them: what it does not need would stand in each step's history. */
export const toScore = (rollouts: readonly RolloutResult[]): readonly SampledShard[] =>
  rollouts.map(({ rollout, seconds, policySeconds, divergences = 0 }) => ({
    rollout,
    seconds,
    policySeconds,
    ...(divergences > 0 && { divergences }),
  }));
