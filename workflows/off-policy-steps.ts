import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { onPolicy } from './activity-options.ts';
import { answeringStep } from './answering-step.ts';
import type { QuestionsAhead } from './questions-ahead.ts';
import { questionsOf } from './questions-of.ts';
import { sampledShards, toScore } from './sampled-shards.ts';
import {
  foundTaken,
  learntFrom,
  type AnsweredStep,
  type CarriedSteps,
  type StepAsked,
  type SteppedStage,
  type Steps,
  type StepTaken,
} from './steps.ts';
import { whereHeld } from './where-held.ts';

/**
 * Steps that are answered beside the updates before them, each by the version of `answeringStep`: so which one that is, and the run's digest, is
 * no matter of who was fast. What was answered of steps that the stage does not come to is left.
 */
export class OffPolicySteps implements Steps {
  readonly #stage: SteppedStage;
  readonly #questions: QuestionsAhead;
  readonly #maxStaleness: number;
  #versions: readonly PolicyVersion[];
  readonly #answers = new Map<number, Promise<AnsweredStep>>();
  /** The first step that was not asked yet. */
  #next: number;
  #asking: Promise<void> = Promise.resolve();

  constructor(
    stage: SteppedStage,
    begunAt: number,
    { versions, answered }: CarriedSteps = { versions: [], answered: [] },
  ) {
    this.#stage = stage;
    this.#questions = questionsOf(stage);
    this.#maxStaleness = stage.maxStaleness ?? 0;
    this.#versions = versions;
    this.#next = begunAt + answered.length;
    for (const each of answered) this.#answers.set(each.step, Promise.resolve(each));
  }

  async take(asked: StepAsked): Promise<StepTaken> {
    const { policy, endStep, lost } = asked;
    const { step, digest } = policy.version;
    this.#reached(policy.version);
    await this.#asking;
    if (lost !== undefined || this.#next === step) {
      const { made, ...batch } = await (lost === undefined
        ? this.#questions.of(step, endStep, digest)
        : this.#questions.again(step, digest, lost));
      this.#next = Math.max(this.#next, step + 1);
      if (made) return foundTaken(policy, made);
      this.#answer(step, batch);
    }
    this.#asking = this.#askAhead(Math.min(step + this.#maxStaleness + 1, endStep), endStep);
    return this.#learn(asked, await this.#answers.get(step)!);
  }

  /** Waits for the answers that are coming. */
  async carried(): Promise<CarriedSteps> {
    await this.#asking;
    const settled = await Promise.allSettled(this.#answers.values());
    // Those after one that failed are asked again with it: questions come in their order.
    const failed = settled.findIndex(({ status }) => status === 'rejected');
    const whole = failed < 0 ? settled : settled.slice(0, failed);
    return {
      versions: this.#versions,
      answered: whole.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    };
  }

  /** A version that steps are answered by from now on; the oldest are needed no more. */
  #reached(version: PolicyVersion): void {
    const { step } = version;
    const kept = this.#versions.filter((each) => each.step >= step - this.#maxStaleness && each.step < step);
    this.#versions = [...kept, version];
  }

  /** Asks the steps up to `to` (excluded) that were not asked yet, as soon as their questions are there. */
  async #askAhead(to: number, endStep: number): Promise<void> {
    while (this.#next < to) {
      const step = this.#next;
      // Where they cannot be chosen, or the training log has the step, its turn will tell.
      const batch = await this.#questions.ahead(step, endStep).catch(() => undefined);
      if (!batch) return;
      this.#next = step + 1;
      this.#answer(step, batch);
    }
  }

  #answer(step: number, batch: ObjectRef): void {
    const { firstStep } = this.#stage;
    const sampledBy = this.#versions.find((each) => each.step === answeringStep(step, firstStep, this.#maxStaleness))!;
    const answers = sampledShards(this.#stage, step, batch, sampledBy).then((rollouts) => ({
      step,
      batch,
      sampledBy,
      rollouts,
    }));
    // Where it fails, the step that needs it fails; until then nobody looks.
    answers.catch(() => undefined);
    this.#answers.set(step, answers);
  }

  async #learn(
    { policy, steered, mayUpdate }: StepAsked,
    { step, batch, sampledBy, rollouts }: AnsweredStep,
  ): Promise<StepTaken> {
    const { run, name: stage } = this.#stage;
    const { version, holder } = policy;
    await mayUpdate();
    const updated = await whereHeld(holder, (options) =>
      onPolicy.scoreAndUpdate.executeWithOptions({ ...options, summary: `${stage} step ${step}` }, [
        { run, stage, version, batch, rollouts: toScore(rollouts), sampledBy, ...(steered && { steered }) },
      ]),
    );
    this.#answers.delete(step);
    return learntFrom(policy, updated);
  }
}
