import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { StepSteering } from '../store/steering-record.ts';
import type { RunRef } from './data.ts';
import type { RolloutResult } from './rollout.ts';
import type { ScoreInput, ScoreResult } from './score.ts';
import type { UpdatePolicyInput, UpdatePolicyResult } from './update-policy.ts';

export interface ScoreAndUpdateInput {
  readonly run: RunRef;
  readonly stage: string;
  readonly version: PolicyVersion;
  /** The questions of the step. */
  readonly batch: ObjectRef;
  /** The answers, of all its shards. */
  readonly rollouts: readonly RolloutResult[];
  /** As of an update. */
  readonly steered?: StepSteering;
}

/**
 * Scores the answers of a step and learns from them, as one activity: scoring takes some milliseconds, an activity of its own took six
 * events and as long again. Tried again after a kill, it scores to the same bytes and finds what the training log has.
 */
export function scoreAndUpdateActivity(
  score: (input: ScoreInput) => Promise<ScoreResult>,
  updatePolicy: (input: UpdatePolicyInput) => Promise<UpdatePolicyResult>,
) {
  return async function scoreAndUpdate(input: ScoreAndUpdateInput): Promise<UpdatePolicyResult> {
    const { batch, rollouts, ...step } = input;
    const { run, stage, version } = step;
    const scored = await score({ run, stage, step: version.step, batch, rollouts });
    return updatePolicy({ ...step, scored: scored.batch, metrics: scored.metrics });
  };
}
