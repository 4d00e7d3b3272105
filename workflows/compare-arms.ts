import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  setCurrentDetails,
  setWorkflowOptions,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';

import type { WrittenComparison } from '../activities/write-comparison.ts';
import { light } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { comparedDetails, comparingDetails } from './details.ts';
import { lastWords } from './last-words.ts';
import type { ArmStanding, ComparisonProgress, RunState } from './messages.ts';
import { opened } from './opened.ts';
import { ArmsAtWork } from './arms-at-work.ts';
import { runAttribute, stageAttributes } from './search-attributes.ts';
import { applyHold, heldByUpdates, whilePaused, type SteeringState } from './steering.ts';

export interface ComparisonResult extends WrittenComparison {
  /** Prefix of comparison.html and comparison.json in the bucket. */
  readonly records: string;
  readonly outcome: 'finished' | 'stopped';
  readonly arms: readonly ArmStanding[];
}

// It waits for days and computes nothing itself, so it moves on to a new build; its runs stay with the one that they began with. A worker
// without versioning takes no such option.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  compareArms,
);

const settled: readonly ArmStanding['state'][] = ['finished', 'reused', 'stopped', 'failed'];

/**
 * The paper's ablation: arms over one base policy and one held-out set, each trained with each seed as a `trainCurriculum` of its own.
 * The input is a comparison spec (activities/comparison-spec.ts); a bad one fails at once with every wrong field named by arm. What has
 * been trained already, by this comparison or another, is found by its digest and not trained again; an arm that fails is shown as
 * failed and costs the others nothing. History: some 20 events a run, and 12 at each look for one that another comparison trains.
 */
export async function compareArms(spec: unknown): Promise<ComparisonResult> {
  const steering: SteeringState = { paused: false, stopping: false };
  let phase: RunState = 'opening';
  let name = '';
  let arms: ArmStanding[] = [];
  const stage = 'compare';

  const isSettled = ({ state }: ArmStanding): boolean => settled.includes(state);
  function state(): RunState {
    if (steering.over) return phase;
    return steering.stopping ? 'stopping' : steering.paused ? 'paused' : phase;
  }
  answerProgress((): ComparisonProgress => ({
    state: state(),
    run: name,
    stage,
    step: arms.filter(isSettled).length,
    steps: arms.length,
    metrics: {},
    arms,
  }));
  const atWork = new ArmsAtWork(steering);
  heldByUpdates(steering, async (asked) => {
    applyHold(steering, asked);
    await atWork.hold(asked);
    return state();
  });

  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  const records = `${workflowId}/${firstExecutionRunId}`;
  const plan = await opened(
    light.openComparison.executeWithOptions({ summary: 'read the spec and every arm' }, [{ name: records, spec }]),
  );
  const { title, parallel, material } = plan;
  name = records;
  arms = plan.runs.map((run) => ({ ...run, state: 'waiting' }));
  upsertSearchAttributes([{ key: runAttribute, value: title }, ...stageAttributes(stage, 0, {})]);
  upsertMemo({ records: `comparisons/${name}/` });
  phase = 'training';

  function stands(index: number, standing: Partial<ArmStanding>): void {
    arms = arms.map((arm, at) => (at === index ? { ...arm, ...standing } : arm));
    if (standing.state && settled.includes(standing.state)) {
      upsertSearchAttributes(stageAttributes(stage, arms.filter(isSettled).length, {}));
    }
    setCurrentDetails(comparingDetails(arms));
  }

  const write = (within: ActivityOptions = {}): Promise<WrittenComparison> =>
    light.writeComparison.executeWithOptions({ ...within, summary: 'write the comparison' }, [
      {
        name,
        material,
        states: arms.map(({ state, reason }) => ({ state, reason })),
        minutes: (Date.now() - startTime.getTime()) / 60_000,
      },
    ]);

  const left = arms.keys();
  async function settleArms(): Promise<void> {
    for (const index of left) {
      await whilePaused(steering);
      if (steering.stopping) return;
      const { arm, seed, digest } = arms[index]!;
      const ended = await atWork.settle(
        { material, index, digest, summary: `${title}: ${arm}, seed ${seed}` },
        (standing) => stands(index, standing),
      );
      stands(index, ended);
    }
  }

  async function writeCancelled(): Promise<void> {
    // Runs that are still ending would be terminated with this workflow. Where an earlier release replays, they were.
    if (patched('arms-end-first')) await Promise.allSettled(lanes);
    arms = arms.map((arm) => (isSettled(arm) || arm.state === 'waiting' ? arm : { ...arm, state: 'stopped' }));
    await lastWords(write);
  }

  const lanes = Array.from({ length: Math.min(parallel, arms.length) }, settleArms);
  try {
    await Promise.all(lanes);
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(writeCancelled);
    throw error;
  }
  steering.over = true;
  phase = 'reporting';
  const written = await write();
  phase = 'ended';
  setCurrentDetails(comparedDetails(arms, written.table, `comparisons/${name}/comparison.html`));
  await condition(allHandlersFinished);
  const stopped = arms.some(({ state }) => state === 'waiting' || state === 'stopped');
  return { records: `comparisons/${name}/`, outcome: stopped ? 'stopped' : 'finished', arms, ...written };
}
