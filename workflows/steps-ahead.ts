import type { HeldPolicy } from '../activities/data.ts';
import type { RolloutResult } from '../activities/rollout.ts';
import type { UpdatePolicyResult } from '../activities/update-policy.ts';
import type { ObjectRef } from '../store/objects.ts';
import { onPolicy } from './activity-options.ts';
import type { QuestionsAhead } from './questions-ahead.ts';
import { questionsOf } from './questions-of.ts';
import { sampledShards, toScore } from './sampled-shards.ts';
import { foundTaken, learntFrom, type StepAsked, type SteppedStage, type Steps, type StepTaken } from './steps.ts';
import { whereHeld } from './where-held.ts';

/** A step as two waits: for the answers, in shards, and for their rewards with the update. Its questions are chosen beside the steps before. */
export class StepsAhead implements Steps {
  readonly #stage: SteppedStage;
  readonly #questions: QuestionsAhead;

  constructor(stage: SteppedStage) {
    this.#stage = stage;
    this.#questions = questionsOf(stage);
  }

  async take(asked: StepAsked): Promise<StepTaken> {
    const { policy, endStep, lost } = asked;
    const { step, digest } = policy.version;
    const { made, ...batch } = await (lost === undefined
      ? this.#questions.of(step, endStep, digest)
      : this.#questions.again(step, digest, lost));
    if (made) return foundTaken(policy, made);
    const updated = await (this.#stage.learn === 'supervised'
      ? this.#taught(asked, batch)
      : this.#answered(asked, batch));
    return learntFrom(policy, updated);
  }

  async #taught({ policy, steered, mayUpdate }: StepAsked, batch: ObjectRef): Promise<UpdatePolicyResult> {
    const { run, name: stage } = this.#stage;
    const { version, holder } = policy;
    await mayUpdate();
    return whereHeld(holder, (options) =>
      onPolicy.updatePolicy.executeWithOptions({ ...options, summary: `${stage} step ${version.step}` }, [
        { run, stage, version, scored: batch, metrics: {}, ...(steered && { steered }) },
      ]),
    );
  }

  async #answered({ policy, steered, mayUpdate }: StepAsked, batch: ObjectRef): Promise<UpdatePolicyResult> {
    const { run, name: stage } = this.#stage;
    const { version } = policy;
    const rollouts = await sampledShards(this.#stage, version.step, batch, version);
    await mayUpdate();
    const { next } = this.#questions;
    return whereHeld(aliveHolder(policy, rollouts), (options) =>
      onPolicy.scoreAndUpdate.executeWithOptions({ ...options, summary: `${stage} step ${version.step}` }, [
        { run, stage, version, batch, rollouts: toScore(rollouts), ...(steered && { steered }), ...(next && { next }) },
      ]),
    );
  }
}

/** A worker that holds the version: the one that made it, or where that sampled nothing and may be gone, one that sampled from it just now. */
function aliveHolder({ holder }: HeldPolicy, rollouts: readonly RolloutResult[]): string | null {
  const sampled = rollouts.flatMap((rollout) => rollout.holder ?? []);
  return sampled.find((queue) => queue === holder) ?? sampled.at(-1) ?? holder;
}
