import type { HeldPolicy, RunRef } from '../activities/data.ts';
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

/** Takes the steps of a stage, one after the other. */
export interface Steps {
  take(asked: StepAsked): Promise<StepTaken>;
}
