import {
  executeChild,
  setCurrentDetails,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';

import type { Evaluation, HeldPolicy, RunRef } from '../activities/data.ts';
import type { SuperviseResult } from '../activities/supervise.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light, onPolicy } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { evaluateHeldOut } from './evaluate-held-out.ts';
import { fairShare } from './fair-share.ts';
import { opened } from './opened.ts';
import { ownChild } from './own-child.ts';
import { sealed } from './sealed.ts';
import { runAttribute } from './search-attributes.ts';
import { whereHeld } from './where-held.ts';

export interface ColdStartResult {
  readonly run: RunRef;
  readonly version: PolicyVersion;
  readonly after: Evaluation;
  /** Not in results of earlier releases. */
  readonly seal?: ObjectRef;
}

/**
 * Makes a base policy from nothing, by supervised training on generated questions (the paper starts from an instruct model; ours
 * is taught to read maps of one style first). Each activity trains some steps and keeps a snapshot: a kill costs those at most.
 */
export async function coldStart(spec: unknown): Promise<ColdStartResult> {
  let phase = '';
  let steps = 0;
  let name = '';
  let policy: HeldPolicy | undefined;
  let metrics: Readonly<Record<string, number>> = {};
  answerProgress(() => {
    const step = policy?.version.step ?? 0;
    return {
      state: steps > 0 && step === steps ? 'evaluating' : 'training',
      run: name,
      stage: phase,
      step,
      steps,
      metrics,
    };
  });

  const { workflowId, firstExecutionRunId } = workflowInfo();
  const { run, title, initial, pieces } = await opened(
    light.openColdStart.executeWithOptions({ summary: 'read the spec' }, [
      { name: `${workflowId}/${firstExecutionRunId}`, spec },
    ]),
  );
  const typedSearchAttributes = [{ key: runAttribute, value: title }];
  upsertSearchAttributes(typedSearchAttributes);
  upsertMemo({ records: `runs/${run.name}/`, manifest: run.manifest.key });
  name = run.name;
  steps = pieces.at(-1)?.endStep ?? 0;
  policy = { version: initial, holder: null, divergences: 0 };

  for (const piece of pieces) {
    const { endStep } = piece;
    const { version, holder } = policy;
    phase = piece.name;
    const summary = `${phase}: steps ${version.step} to ${endStep}`;
    const taught: SuperviseResult = await whereHeld(holder, (options) =>
      onPolicy.supervise.executeWithOptions({ ...options, summary, priority: fairShare() }, [
        { run, version, endStep },
      ]),
    );
    policy = taught.policy;
    metrics = taught.metrics;
    setCurrentDetails(
      `**${phase}**: step ${policy.version.step} of ${steps}, loss ${metrics['train/loss']?.toFixed(3)}`,
    );
  }
  const { version } = policy;
  const after = await executeChild(evaluateHeldOut, {
    ...ownChild(`${workflowId}/evaluate`),
    staticSummary: `${title}: accuracy after the cold start`,
    typedSearchAttributes,
    args: [{ run, label: 'after', version }],
  });
  const seal = await sealed({ run, version });
  return { run, version, after, ...(seal && { seal }) };
}
