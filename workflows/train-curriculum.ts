import {
  allHandlersFinished,
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  setCurrentDetails,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';

import type { Evaluation, HeldPolicy } from '../activities/data.ts';
import type { PlannedStage } from '../activities/open-run.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { Beside } from './beside.ts';
import { lastStep, stageAt, steeredAt } from './curriculum-plan.ts';
import { CurriculumSteering } from './curriculum-steering.ts';
import { atWorkDetails, resultDetails } from './details.ts';
import { evaluateHeldOut } from './evaluate-held-out.ts';
import { hear } from './hear.ts';
import { resultOf } from './lasting-child.ts';
import { lastWords } from './last-words.ts';
import { reachedSignal, type Progress, type RunState, type StepReached } from './messages.ts';
import { openCurriculum } from './open-curriculum.ts';
import { overlaps } from './overlaps.ts';
import { ownChild } from './own-child.ts';
import { sealed } from './sealed.ts';
import { runAttribute, stageAttributes } from './search-attributes.ts';
import { isReached } from './signal-forms.ts';
import { steeredByPeople } from './steered-by-people.ts';
import { trainStage } from './train-stage.ts';

export interface CurriculumResult {
  readonly run: string;
  readonly outcome: 'finished' | 'stopped';
  readonly version: PolicyVersion;
  readonly divergences: number;
  /** How often people changed what it trains (docs/steering.md): where they did, its digest is not the spec's alone. */
  readonly changes?: number;
  readonly before: Evaluation;
  readonly after: Evaluation;
  /** The same questions about blank paper, where the spec asks for it. */
  readonly blank?: { readonly before: Evaluation; readonly after: Evaluation };
  readonly report: ObjectRef;
  /** Digests over all that the run is made of: docs/store.md. Not in results of earlier releases. */
  readonly seal?: ObjectRef;
}

/**
 * A RewardMap run (paper section 3.3): the stages of the curriculum in order, each a child, between two evaluations on
 * held-out maps. The input is a curriculum spec (activities/spec.ts); a bad one fails at once with every wrong field named.
 * History: tens of events a stage, and some five for each snapshot that a stage tells of.
 */
export async function trainCurriculum(spec: unknown): Promise<CurriculumResult> {
  const steering = new CurriculumSteering();
  const { wanted } = steering;
  let phase: RunState = 'opening';
  let stage = '';
  let child: string | undefined;
  let reached: StepReached = { step: 0, metrics: {} };
  let name = '';

  const state = (): RunState => {
    if (wanted.over) return phase;
    return wanted.stopping ? 'stopping' : wanted.paused ? 'paused' : phase;
  };
  const progress = (): Progress => {
    const steps = steering.plan ? lastStep(steering.plan) : 0;
    return { state: state(), run: name, stage, steps, ...(child === undefined ? {} : { child }), ...reached };
  };
  answerProgress(progress);
  function showReached(): void {
    upsertSearchAttributes(stageAttributes(stage, reached.step, reached.metrics));
    setCurrentDetails(atWorkDetails(progress()));
  }
  hear(reachedSignal, isReached, {
    description: 'How far the stage at work is.',
    act(told) {
      // Those of a stage that a reset has taken from us say nothing of the stage at work.
      if (!steering.plan?.atWork) return;
      reached = told;
      showReached();
    },
  });
  steeredByPeople(steering, { state, step: () => reached.step });

  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  const plan = await openCurriculum(`${workflowId}/${firstExecutionRunId}`, spec);
  const { run, title, base, shards, snapshotEvery, continueAsNewAfter, blank = false } = plan;
  let policy: HeldPolicy = { version: base, holder: null, divergences: 0 };
  name = run.name;
  steering.opened(plan);
  const typedSearchAttributes = [{ key: runAttribute, value: title }];
  upsertSearchAttributes(typedSearchAttributes);
  upsertMemo({ records: `runs/${name}/`, manifest: run.manifest.key });

  async function evaluate(when: 'before' | 'after', version: PolicyVersion, onBlank = false): Promise<Evaluation> {
    phase = 'evaluating';
    const label = onBlank ? `${when}-blank` : when;
    child = `${workflowId}/evaluate-${label}`;
    const staticSummary = `${title}: accuracy ${when} training${onBlank ? ', on blank paper' : ''}`;
    setCurrentDetails(`Asking the held-out questions, workflow \`${child}\``);
    return executeChild(evaluateHeldOut, {
      ...ownChild(child),
      staticSummary,
      typedSearchAttributes,
      args: [{ run, label, version, ...(onBlank && { blank: true }) }],
    });
  }

  async function train(planned: PlannedStage, from: HeldPolicy): Promise<HeldPolicy> {
    phase = 'training';
    stage = planned.name;
    const id = `${workflowId}/stage-${stage}`;
    child = id;
    reached = { step: reached.step, metrics: reached.metrics };
    showReached();
    const { later } = steering;
    const steered = steeredAt(steering.plan!, stage);
    const pace = { shards, snapshotEvery, continueAsNewAfter };
    const changed = { ...(steered && { steered }), ...(later.length > 0 && { later }) };
    const atWork = steering.begins(() =>
      CancellationScope.nonCancellable(() =>
        startChild(trainStage, {
          ...ownChild(id),
          staticSummary: `${title}: stage ${stage}`,
          typedSearchAttributes: [...typedSearchAttributes, ...stageAttributes(stage, reached.step, reached.metrics)],
          args: [{ run, ...pace, ...planned, policy: from, metrics: reached.metrics, paused: false, ...changed }],
        }),
      ),
    );
    const { policy, metrics, gate } = await resultOf(await atWork);
    reached = { step: policy.version.step, metrics, gate };
    steering.ends(policy.version, gate?.opened != null);
    showReached();
    return policy;
  }

  const report = (
    version: PolicyVersion | null,
    within: ActivityOptions = {},
    { divergences } = policy,
  ): Promise<ObjectRef> => {
    const minutes = (Date.now() - startTime.getTime()) / 60_000;
    const summary = `report ${version ? `at step ${version.step}` : 'of what is kept'}`;
    return light.writeReport.executeWithOptions({ ...within, summary }, [{ run, version, minutes, divergences }]);
  };

  const before = await evaluate('before', base);
  const blankBefore = blank ? await evaluate('before', base, true) : undefined;
  const reports = new Beside();
  const overlap = overlaps();
  try {
    while (await steering.goesOn()) {
      const trained = await train(stageAt(steering.plan!)!, policy);
      policy = trained;
      reports.begin(() => report(trained.version, {}, trained));
      if (!overlap) await reports.done();
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(async () => {
        await reports.done().catch(() => undefined);
        await lastWords((within) => report(null, within));
      });
    }
    throw error;
  }
  wanted.over = true;
  const { version, divergences } = policy;
  const after = await evaluate('after', version);
  const blankAfter = blank ? await evaluate('after', version, true) : undefined;
  await reports.done();
  const written = await report(version);
  const seal = await sealed({ run, version, report: written });
  phase = 'ended';
  setCurrentDetails(resultDetails(before, after, `runs/${name}/report.html`));
  await condition(allHandlersFinished);
  return {
    run: run.name,
    outcome: stageAt(steering.plan!) ? 'stopped' : 'finished',
    version,
    divergences,
    ...(steering.changes > 0 && { changes: steering.changes }),
    before,
    after,
    ...(blankBefore && blankAfter && { blank: { before: blankBefore, after: blankAfter } }),
    report: written,
    ...(seal && { seal }),
  };
}
