import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

import type { PolicyEvaluation } from '../activities/evaluation.ts';
import { light, onPolicy, onPolicyElsewhere } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { evaluatedDetails, evaluatingDetails } from './details.ts';
import { aheadOfTraining } from './fair-share.ts';
import type { RunState } from './messages.ts';
import { opened } from './opened.ts';
import { runAttribute, stageAttributes } from './search-attributes.ts';

export interface EvaluatePolicyResult extends PolicyEvaluation {
  /** True where the evaluation was kept already and nothing was asked. */
  readonly cached: boolean;
  /** Questions asked by this very run; the answers to the others were kept by an earlier one. */
  readonly asked: number;
}

/** Parts on their way at once: enough for many policy workers, few enough to be cancelled soon. */
const partsAtOnce = 16;

/**
 * Asks a policy the questions of a benchmark file and scores the answers. The input is an evaluation spec (activities/evaluation-spec.ts).
 * An evaluation is named by the digest of policy, data and settings: one that is kept is answered at once, and one that was broken off
 * goes on with the parts that lack answers. History: some 6 events a part, of which there are 1,000 at most.
 */
export async function evaluatePolicy(spec: unknown): Promise<EvaluatePolicyResult> {
  let state: RunState = 'opening';
  let benchmark = '';
  let name = '';
  let parts = 0;
  let answered = 0;
  let asked = 0;
  let metrics: PolicyEvaluation['metrics'] = {};
  answerProgress(() => ({ state, run: name, stage: benchmark, step: answered, steps: parts, metrics }));

  const { workflowId } = workflowInfo();
  const summary = 'read the spec and the benchmark file';
  const plan = await opened(light.openEvaluation.executeWithOptions({ summary }, [{ spec, workflowId }]));
  const { title, version, material } = plan;
  const answering = plan.isElsewhere ? onPolicyElsewhere : onPolicy;
  name = plan.name;
  benchmark = plan.benchmark;
  parts = plan.parts;
  upsertSearchAttributes([{ key: runAttribute, value: title }, ...stageAttributes(benchmark, version.step, {})]);
  upsertMemo({ records: `${name}/` });

  function ended(evaluation: PolicyEvaluation): EvaluatePolicyResult {
    state = 'ended';
    metrics = evaluation.metrics;
    answered = parts;
    setCurrentDetails(evaluatedDetails(evaluation, name));
    return { ...evaluation, cached: plan.kept !== null, asked };
  }
  if (plan.kept) return ended(plan.kept);

  state = 'evaluating';
  const left = Array.from({ length: parts }, (_, part) => part).values();
  async function answerParts(): Promise<void> {
    for (const part of left) {
      const summary = `${benchmark}: part ${part + 1} of ${parts}`;
      const answer = await answering.answerPart.executeWithOptions({ summary, priority: aheadOfTraining() }, [
        { material, part },
      ]);
      asked += answer.asked;
      answered += 1;
      setCurrentDetails(evaluatingDetails(benchmark, answered, parts, version));
    }
  }
  await Promise.all(Array.from({ length: partsAtOnce }, answerParts));
  return ended(
    await light.writeEvaluation.executeWithOptions({ summary: `${benchmark}: score the answers` }, [{ material }]),
  );
}
