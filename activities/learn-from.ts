import type { Policy, UpdateMetrics } from '../policy/port.ts';
import type { StepSteering } from '../store/steering-record.ts';
import type { Batch, ScoredBatch } from './data.ts';
import { imitate } from './imitate.ts';
import type { Pixels } from './map-pixels.ts';
import { optimiserAt } from './optimiser-at.ts';
import { reinforce } from './reinforce.ts';
import type { CurriculumSpec } from './spec.ts';
import { isSupervised, stageNamed } from './stage-spec.ts';

/** A step of a run and what it learns from. */
export interface LearningStep {
  readonly step: number;
  readonly stage: string;
  /** A supervised stage learns from questions, all others from scored answers. */
  readonly batch: Batch | ScoredBatch;
  /** What people have changed by then. */
  readonly steered?: StepSteering | undefined;
}

/** One update. The same policy, step and spec always give the same bytes: this is what a replay repeats. */
export async function learnFrom(
  policy: Policy,
  { step, stage: name, batch, steered }: LearningStep,
  spec: CurriculumSpec,
  pixels: Pixels,
): Promise<UpdateMetrics> {
  const stage = stageNamed(spec.stages, name);
  const optimiser = optimiserAt(spec, stage, step, steered);
  const found = isSupervised(stage)
    ? await imitate(policy, batch, stage, optimiser, pixels)
    : await reinforce(policy, batch as ScoredBatch, stage, spec, optimiser, pixels);
  return { ...found, 'perf/questions': batch.groups.length };
}
