import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';

import type { HeldPolicy } from '../activities/data.ts';
import type { GateStanding } from '../activities/gate.ts';
import type { SnapshotRecord } from '../store/run-records.ts';
import { onPolicy } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { Beside } from './beside.ts';
import { checkGate, gateChild } from './check-gate.ts';
import { stageDetails } from './details.ts';
import { EarlierSteps } from './earlier-steps.ts';
import { lastWords } from './last-words.ts';
import { reachedSignal, type Progress } from './messages.ts';
import { OffPolicySteps } from './off-policy-steps.ts';
import { overlaps } from './overlaps.ts';
import { stageAttributes } from './search-attributes.ts';
import { StageSteering, type SteeredStage } from './stage-steering.ts';
import { StepsAhead } from './steps-ahead.ts';
import type { CarriedSteps, SteppedStage, Steps } from './steps.ts';
import { takenAgain } from './taken-again.ts';
import { tellParent } from './tell-parent.ts';
import { whereHeld } from './where-held.ts';

export interface TrainStageInput extends SteeredStage, SteppedStage {
  /** What a reader must know of its questions, where there is something. */
  readonly notice?: string | undefined;
  /** Steps from one check of the stage's gate to the next, where it has one. */
  readonly checkEvery?: number;
  /** Where it stands there, once it was checked. */
  readonly gate?: GateStanding | undefined;
  readonly snapshotEvery: number;
  readonly continueAsNewAfter: number;
  readonly policy: HeldPolicy;
  /** Where steps are answered ahead: what the run before this one has come to. */
  readonly answeredAhead?: CarriedSteps | undefined;
  /** Those of the step before, for who asks before this run's first. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainStageResult {
  readonly policy: HeldPolicy;
  /** Those of the last step. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly gate?: GateStanding | undefined;
}

/** Times that a stage tells its curriculum of snapshots, at most: that one's history grows with them, for it never continues as new. */
const mostTold = 100;

function stepsOf(input: TrainStageInput, overlap: boolean): Steps {
  if (input.maxStaleness) return new OffPolicySteps(input, input.policy.version.step, input.answeredAhead);
  return overlap ? new StepsAhead(input) : new EarlierSteps(input);
}

/**
 * Trains one stage of the curriculum, step by step: questions, answers, rewards, update; a supervised stage goes from questions
 * straight to the update. The questions of later steps and the snapshot of the step before are made meanwhile. Where it has a gate,
 * the policy is evaluated at set steps, and the stage ends when the gate opens. Continues as new after
 * `continueAsNewAfter` steps or when the server suggests it, so its history stays small however long the stage is.
 * Cancelled, it keeps a snapshot of the version it has before it ends.
 */
export async function trainStage(input: TrainStageInput): Promise<TrainStageResult> {
  const { run, name: stage, firstStep, snapshotEvery, checkEvery } = input;
  const steering = new StageSteering(input, () => keep());
  const { wanted } = steering;
  let { policy, metrics, gate } = input;
  let ended = false;
  let child: string | undefined;
  const progress = (): Progress => ({
    state: ended
      ? 'ended'
      : wanted.stopping
        ? 'stopping'
        : wanted.paused
          ? 'paused'
          : child
            ? 'evaluating'
            : 'training',
    run: run.name,
    stage,
    step: policy.version.step - firstStep,
    steps: steering.endStep - firstStep,
    ...(child !== undefined && { child }),
    ...(gate && { gate }),
    metrics,
  });
  answerProgress(progress);

  const overlap = overlaps();
  const begunAt = policy.version.step;
  const steps = stepsOf(input, overlap);
  const snapshot = new Beside();
  const tellEvery = overlap ? Math.ceil((input.endStep - firstStep) / mostTold) : 1;
  const show = (): void => setCurrentDetails(stageDetails(progress(), policy.version, input.notice));
  async function keep({ version, holder } = policy, within: ActivityOptions = {}): Promise<SnapshotRecord> {
    const summary = `keep version ${version.step}`;
    return whereHeld(holder, (options) =>
      onPolicy.saveSnapshot.executeWithOptions({ ...options, ...within, summary }, [{ run, version }]),
    );
  }

  async function trainStep(lost?: string): Promise<void> {
    const { endStep, steered } = steering;
    ({ policy, metrics } = await steps.take({ policy, endStep, steered, lost, mayUpdate: () => snapshot.done() }));
    show();
  }

  async function keepAndShow(kept = policy, reached = metrics): Promise<void> {
    await keep(kept);
    upsertSearchAttributes(stageAttributes(stage, kept.version.step, reached));
  }

  /** What is kept and told is what the stage has come to now, whenever it is done. */
  function keepAndTellBeside(): void {
    const [kept, reached] = [policy, { step: policy.version.step, metrics, gate }];
    snapshot.begin(async () => {
      await keepAndShow(kept, reached.metrics);
      const isTold = Math.floor(reached.step / tellEvery) > Math.floor((reached.step - snapshotEvery) / tellEvery);
      if (isTold) await tellParent(reachedSignal, reached);
    });
  }

  async function check(): Promise<void> {
    child = gateChild(policy.version.step);
    gate = await checkGate(run, stage, policy.version);
    child = undefined;
    show();
    await tellParent(reachedSignal, { step: policy.version.step, metrics, gate });
  }

  function end(): void {
    ended = true;
    show();
  }

  show();
  try {
    for (;;) {
      await steering.going(policy.version);
      if (steering.leaving || policy.version.step >= steering.endStep) break;
      await takenAgain(trainStep);
      const { step } = policy.version;
      await steering.take(policy.version);
      if (step >= steering.endStep) break;
      if (step % snapshotEvery === 0) {
        keepAndTellBeside();
        if (!overlap) await snapshot.done();
      }
      if (checkEvery !== undefined && (step - firstStep) % checkEvery === 0 && !steering.leaving) {
        await check();
        if (gate?.opened) break;
      }
      const long = step - begunAt >= input.continueAsNewAfter || workflowInfo().continueAsNewSuggested;
      if (!long) continue;
      await snapshot.done();
      const answeredAhead = steps.carried && (await steps.carried());
      await steering.take(policy.version);
      if (steering.leaving) continue;
      await condition(allHandlersFinished);
      const ahead = answeredAhead && { answeredAhead };
      await continueAsNew<typeof trainStage>({ ...input, ...steering.carried, ...ahead, policy, metrics, gate });
    }
    await snapshot.done();
    await keepAndShow();
    await steering.take(policy.version);
    end();
    return { policy, metrics, gate };
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() => lastWords((within) => keep(policy, within)));
    end();
    throw error;
  }
}
