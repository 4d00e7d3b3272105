import {
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
  executeChild,
} from '@temporalio/workflow';

import type { Evaluation, HeldPolicy, RunRef } from '../activities/data.ts';
import type { SuperviseResult } from '../activities/supervise.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light, onPolicy } from './activity-options.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { progressQuery, type Progress } from './messages.ts';
import { runAttribute } from './search-attributes.ts';
import { whereHeld } from './where-held.ts';

export interface ColdStartResult {
  readonly run: RunRef;
  readonly version: PolicyVersion;
  readonly after: Evaluation;
}

/**
 * Makes a base policy from nothing, by supervised training on generated questions (the paper starts from an instruct model; ours
 * is taught to read maps of one style first). Each activity trains some steps and keeps a snapshot: a kill costs those at most.
 */
export async function coldStart(spec: unknown): Promise<ColdStartResult> {
  let phase = '';
  let steps = 0;
  let opened = '';
  let policy: HeldPolicy | undefined;
  let metrics: Readonly<Record<string, number>> = {};
  setHandler(progressQuery, (): Progress => {
    const step = policy?.version.step ?? 0;
    return {
      state: steps > 0 && step === steps ? 'evaluating' : 'training',
      run: opened,
      stage: phase,
      step,
      steps,
      metrics,
    };
  });

  const { workflowId, firstExecutionRunId } = workflowInfo();
  const { run, title, initial, pieces } = await light.openColdStart({
    name: `${workflowId}/${firstExecutionRunId}`,
    spec,
  });
  upsertSearchAttributes([{ key: runAttribute, value: title }]);
  opened = run.name;
  steps = pieces.at(-1)?.endStep ?? 0;
  policy = { version: initial, holder: null, divergences: 0 };

  for (const { name, endStep } of pieces) {
    phase = name;
    const { version, holder } = policy;
    const summary = `${name}: steps ${version.step} to ${endStep}`;
    const taught: SuperviseResult = await whereHeld(holder, (options) =>
      onPolicy.supervise.executeWithOptions({ ...options, summary }, [{ run, version, endStep }]),
    );
    policy = taught.policy;
    metrics = taught.metrics;
    setCurrentDetails(
      `**${name}**: step ${policy.version.step} of ${steps}, loss ${metrics['train/loss']?.toFixed(3)}`,
    );
  }
  const { version } = policy;
  const after = await executeChild(evaluatePolicy, {
    workflowId: `${workflowId}/evaluate`,
    args: [{ run, label: 'after', version }],
  });
  return { run, version, after };
}
