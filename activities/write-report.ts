import { reportHtml } from '../report/report-html.ts';
import type { AccuracyTable, ReportData, SampleCard } from '../report/types.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import type { Evaluation, RunRef, ScoredBatch, ScoredGroup, Tally } from './data.ts';
import type { PlannedStage } from './open-run.ts';
import { curriculumOf } from './run-spec.ts';

export interface WriteReportInput {
  readonly run: RunRef;
  readonly stages: readonly PlannedStage[];
  /** The version that the run has come to. */
  readonly version: PolicyVersion;
}

/** Steps whose samples are shown: the first, the middle and the last of each stage, as far as the run has come. */
export function sampledSteps(stages: readonly PlannedStage[], steps: number): readonly number[] {
  const wanted = stages.flatMap(({ firstStep, endStep }) => {
    const end = Math.min(endStep, steps);
    return end <= firstStep ? [] : [firstStep, Math.floor((firstStep + end - 1) / 2), end - 1];
  });
  return [...new Set(wanted)];
}

const groupsShown = 3;
