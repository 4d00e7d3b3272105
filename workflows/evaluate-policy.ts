import type { Evaluation, RunRef } from '../activities/data.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light, onPolicy } from './activity-options.ts';

export interface EvaluatePolicyInput {
  readonly run: RunRef;
  /** Names the evaluation in the run's records and report. */
  readonly label: string;
  readonly version: PolicyVersion;
}

/** Asks a policy version the held-out questions, greedily, and counts the right answers. */
export async function evaluatePolicy({ run, label, version }: EvaluatePolicyInput): Promise<Evaluation> {
  const { batches, notice } = await light.selectHeldOut({ run });
  const rollouts = [];
  for (const [index, batch] of batches.entries()) {
    const summary = `${label}: questions, part ${index + 1} of ${batches.length}`;
    rollouts.push(
      await onPolicy.rollout.executeWithOptions({ summary }, [
        { run, stage: label, step: version.step, version, batch, sampling: 'greedy', shard: 0, shards: 1 },
      ]),
    );
  }
  return light.tallyAnswers({ run, label, step: version.step, batches, rollouts, notice });
}
