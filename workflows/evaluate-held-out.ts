import type { Evaluation, RunRef } from '../activities/data.ts';
import type { RolloutResult } from '../activities/rollout.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light, onPolicy } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { takenAgain } from './taken-again.ts';

export interface EvaluateHeldOutInput {
  readonly run: RunRef;
  /** Names the evaluation in the run's records and report. */
  readonly label: string;
  readonly version: PolicyVersion;
  /** Where given, the questions are those of this stage's gate. */
  readonly gateOf?: string;
  /** Whether blank paper stands in each map's place: what is still right was not read off a map. */
  readonly blank?: boolean;
}

/**
 * Asks a policy version the held-out questions, greedily, and counts the right answers. The parts of the questions go to
 * whichever policy workers there are; `progress` counts the parts answered.
 */
export async function evaluateHeldOut(input: EvaluateHeldOutInput): Promise<Evaluation> {
  const { run, label, version, gateOf, blank } = input;
  let parts = 0;
  let answered = 0;
  answerProgress(() => ({
    state: 'evaluating',
    run: run.name,
    stage: label,
    step: answered,
    steps: parts,
    metrics: {},
  }));

  async function answer(batch: ObjectRef, index: number): Promise<RolloutResult> {
    const summary = `${label}: questions, part ${index + 1} of ${parts}`;
    const part = { run, stage: label, step: version.step, version, batch, shard: 0, shards: 1 };
    const rollout = await onPolicy.rollout.executeWithOptions({ summary }, [{ ...part, sampling: 'greedy' }]);
    answered += 1;
    return rollout;
  }
  return takenAgain(async (lost) => {
    const { batches, notice } = await light.selectHeldOut.executeWithOptions(
      { summary: `${label}: choose questions` },
      [{ run, gateOf, blank, ...(lost !== undefined && { lost: { what: lost, label, step: version.step } }) }],
    );
    parts = batches.length;
    answered = 0;
    const rollouts = await Promise.all(batches.map(answer));
    return light.tallyAnswers.executeWithOptions({ summary: `${label}: count right answers` }, [
      { run, label, step: version.step, batches, rollouts, notice },
    ]);
  });
}
