import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

import type { ArmState } from '../report/comparison/types.ts';
import type { GateStanding } from '../activities/gate.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { AskedAct, SteeringRecord } from '../store/steering-record.ts';
import type { Wishes } from './wishes.ts';

export type RunState =
  'opening' | 'evaluating' | 'importing' | 'training' | 'reporting' | 'paused' | 'stopping' | 'ended';

/** Where a run, or one stage of it, is. */
export interface Progress {
  readonly state: RunState;
  /** Prefix of the run's records; empty until the run is open. */
  readonly run: string;
  readonly stage: string;
  /**
   * Updates done and planned: of the whole run as `trainCurriculum` sees it, of the stage as `trainStage` does. The former
   * hears of a stage's steps as often as snapshots are kept; the stage itself tells each.
   */
  readonly step: number;
  readonly steps: number;
  /** The child workflow at work, to ask for more. */
  readonly child?: string;
  /** Where the stage at work stands at its gate, once that was checked. */
  readonly gate?: GateStanding | undefined;
  /** Metrics of the last step heard of, under the names that verl and TRL users know. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** An arm of a comparison with one seed. */
export interface ArmStanding {
  readonly arm: string;
  readonly seed: number;
  /** Digest of all that decides how it ends. */
  readonly digest: string;
  /** `elsewhere`: another comparison trains it; `reused`: it was trained before. */
  readonly state: ArmState;
  /** Why it failed. */
  readonly reason?: string | undefined;
  /** Its curriculum, once it is at work. */
  readonly child?: string | undefined;
}

/** Where a comparison is: steps are runs. */
export interface ComparisonProgress extends Progress {
  readonly arms: readonly ArmStanding[];
}

export const steerings = ['pause', 'resume', 'stop'] as const;
export type Steering = (typeof steerings)[number];

export const progressQuery = defineQuery<Progress>('progress');

/** Holds the run after the step at work. */
export const pauseUpdate = defineUpdate<RunState>('pause');
/** Lets a paused run go on. */
export const resumeUpdate = defineUpdate<RunState>('resume');
/** Finishes the step at work, keeps a snapshot, evaluates, reports and ends well. */
export const stopUpdate = defineUpdate<RunState>('stop');

/** Keeps a snapshot of the version after the step at work, and answers with that version. */
export const checkpointUpdate = defineUpdate<PolicyVersion>('checkpoint');

/** Changes a run under way (`wishes.ts`); answers with what was recorded of it. */
export const setLearningRateUpdate = defineUpdate<SteeringRecord, [Wishes['setLearningRate']]>('setLearningRate');
export const setStageLengthUpdate = defineUpdate<SteeringRecord, [Wishes['setStageLength']]>('setStageLength');
export const skipToUpdate = defineUpdate<SteeringRecord, [Wishes['skipTo']]>('skipTo');

/**
 * How a curriculum passes on to the stage at work, and a comparison to its curricula, what people asked of it. An earlier release passed
 * on the bare word.
 */
export const steerSignal = defineSignal<[AskedAct | Steering]>('steer');

/** How a stage tells its curriculum that an act has taken hold and is recorded. */
export const tookHoldSignal = defineSignal<[SteeringRecord]>('tookHold');

/** Where a stage is: the steps of the whole run that are done, and the metrics of the last. */
export interface StepReached {
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly gate?: GateStanding | undefined;
}

/** How a stage tells its curriculum, at each snapshot it keeps on its way and each check of its gate, how far it is. */
export const reachedSignal = defineSignal<[StepReached]>('reached');
