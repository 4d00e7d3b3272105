import type { ScoreResult } from '../activities/score.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light, onPolicy } from './activity-options.ts';
import { sampledShards } from './sampled-shards.ts';
import { foundTaken, learntFrom, type StepAsked, type SteppedStage, type Steps, type StepTaken } from './steps.ts';
import { whereHeld } from './where-held.ts';

/** A step as an earlier release took it: its questions, their answers, the rewards and the update as activities one after the other. */
export class EarlierSteps implements Steps {
  readonly #stage: SteppedStage;

  constructor(stage: SteppedStage) {
    this.#stage = stage;
  }

  async take({ policy, steered, lost }: StepAsked): Promise<StepTaken> {
    const { run, name: stage, firstStep, learn } = this.#stage;
    const { version, holder } = policy;
    const { step, digest } = version;
    const summary = `${stage} step ${step}`;
    const { made, ...batch } = await light.selectBatch.executeWithOptions({ summary }, [
      { run, stage, firstStep, step, before: digest, ...(lost !== undefined && { lost }) },
    ]);
    if (made) return foundTaken(policy, made);
    const learnt = learn === 'supervised' ? { batch, metrics: {} } : await this.#scored(batch, version, summary);
    const updated = await whereHeld(holder, (options) =>
      onPolicy.updatePolicy.executeWithOptions({ ...options, summary }, [
        { run, stage, version, scored: learnt.batch, metrics: learnt.metrics, ...(steered && { steered }) },
      ]),
    );
    return learntFrom(policy, updated);
  }

  async #scored(batch: ObjectRef, version: PolicyVersion, summary: string): Promise<ScoreResult> {
    const { run, name: stage } = this.#stage;
    const { step } = version;
    const rollouts = await sampledShards(this.#stage, step, batch, version);
    return light.score.executeWithOptions({ summary }, [{ run, stage, step, batch, rollouts }]);
  }
}
