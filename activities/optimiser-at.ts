import type { OptimiserSettings } from '../policy/objectives.ts';
import type { StepSteering } from '../store/steering-record.ts';
import { rateFactor } from './learning-rate.ts';
import { firstStepOf, type CurriculumSpec } from './spec.ts';
import { mostStepsOf, type StageSpec } from './stage-spec.ts';

/**
 * The optimiser at a step of a stage: its learning rate is what people put in place of the stage's or the run's, else these, as high as
 * warm-up and schedule allow. The schedule goes towards the last of the steps that the spec states, or that people have made it where they
 * are more.
 */
export function optimiserAt(
  spec: CurriculumSpec,
  stage: StageSpec,
  step: number,
  { learningRate = stage.learningRate ?? spec.optimiser.learningRate, runSteps = 0 }: StepSteering = {},
): OptimiserSettings {
  const { warmupSteps, learningRate: _, schedule, ...settings } = spec.optimiser;
  const steps = firstStepOf(spec) + Math.max(mostStepsOf(spec.stages, spec.rollout.questions), runSteps);
  return { ...settings, learningRate: learningRate * rateFactor(schedule, { warmupSteps, step, steps }) };
}
