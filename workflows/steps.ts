import type { HeldPolicy, RunRef } from '../activities/data.ts';
import type { RolloutResult } from '../activities/rollout.ts';
import type { SelectedBatch } from '../activities/select-batch.ts';
import type { UpdatePolicyResult } from '../activities/update-policy.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { StepSteering } from '../store/steering-record.ts';

/** What the steps of a stage need to know of it. */
export interface SteppedStage {
  readonly run: RunRef;
  readonly name: string;
  readonly firstStep: number;
  /** Where stated, steps learn from the solutions of their questions: nothing is sampled, nothing scored. */
  readonly learn?: 'supervised';
  readonly shards: number;
  /** Steps whose questions may be chosen at once, before those before them are learnt from. One where it is not stated. */
  readonly ahead?: number;
  /** Updates at most between the version that answers a step and the one that learns from it. None where it is not stated. */
  readonly maxStaleness?: number;
}

/** What is asked of one step. */
export interface StepAsked {
  /** What it begins with. */
  readonly policy: HeldPolicy;
  /** Where the stage ends, as things stand; excluded. */
  readonly endStep: number;
  readonly steered?: StepSteering | undefined;
  /** Where the step is taken again, because an object of it was lost: what it was. */
  readonly lost?: string | undefined;
  /** Resolves when the version that the step begins with is needed no more. */
  readonly mayUpdate: () => Promise<void>;
}

export interface StepTaken {
  readonly policy: HeldPolicy;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The answers of a step, and the version that gave them. */
export interface AnsweredStep {
  readonly step: number;
  readonly batch: ObjectRef;
  readonly sampledBy: PolicyVersion;
  readonly rollouts: readonly RolloutResult[];
}

/** What a run of a stage that continues another as new must know of its steps. */
export interface CarriedSteps {
  /** Versions that steps to come may be answered by, the oldest first. */
  readonly versions: readonly PolicyVersion[];
  /** Steps that are answered and not learnt from yet, in order. */
  readonly answered: readonly AnsweredStep[];
}

/** Takes the steps of a stage, one after the other. */
export interface Steps {
  take(asked: StepAsked): Promise<StepTaken>;
  /** Where steps are answered ahead: waits for the answers that are coming. */
  carried?(): Promise<CarriedSteps>;
}

/** A step that the training log has already: what it made is in no worker's memory that we know of. */
export const foundTaken = (policy: HeldPolicy, { after, metrics }: NonNullable<SelectedBatch['made']>): StepTaken => ({
  policy: { ...policy, version: { step: policy.version.step + 1, digest: after }, holder: null },
  metrics,
});

/** A step that was learnt from now. */
export const learntFrom = ({ divergences }: HeldPolicy, { policy, metrics }: UpdatePolicyResult): StepTaken => ({
  policy: { ...policy, divergences: divergences + policy.divergences },
  metrics,
});
