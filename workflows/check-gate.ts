import { executeChild, workflowInfo } from '@temporalio/workflow';

import type { RunRef } from '../activities/data.ts';
import type { GateStanding } from '../activities/gate.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { light } from './activity-options.ts';
import { evaluateHeldOut } from './evaluate-held-out.ts';
import { ownChild } from './own-child.ts';
import { runAttribute } from './search-attributes.ts';

/** The evaluation that a check of a stage's gate is. */
export const gateChild = (step: number): string => `${workflowInfo().workflowId}/gate-${step}`;

/** Asks a version the questions of a stage's gate, as a child, and decides by what the run's records then hold. */
export async function checkGate(run: RunRef, stage: string, version: PolicyVersion): Promise<GateStanding> {
  const { step } = version;
  const title = workflowInfo().typedSearchAttributes.get(runAttribute);
  await executeChild(evaluateHeldOut, {
    ...ownChild(gateChild(step)),
    staticSummary: `gate of stage ${stage} at step ${step}`,
    ...(title !== undefined && { typedSearchAttributes: [{ key: runAttribute, value: title }] }),
    args: [{ run, label: `gates/${stage}/${String(step).padStart(6, '0')}`, version, gateOf: stage }],
  });
  return light.judgeGate.executeWithOptions({ summary: `gate at step ${step}` }, [{ run, stage, step }]);
}
