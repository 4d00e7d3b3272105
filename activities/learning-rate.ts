import { z } from 'zod';

import { mostStep } from '../store/step-name.ts';

export const mostLearningRate = 1;
export const learningRateSpec = z.number().positive().max(mostLearningRate);

/** How the learning rate goes on after its warm-up, towards `floor` of its full height, which it would have at the step after the run's last. */
export const scheduleSpec = z.strictObject({
  shape: z.enum(['constant', 'linear', 'cosine']),
  floor: z.number().min(0).max(1),
  /** The step of the run that warm-up and schedule count from; 0 where none is stated. A fork may warm up again. */
  begin: z.int().min(0).max(mostStep).optional(),
});
export type Schedule = z.infer<typeof scheduleSpec>;

/** The factor that a linear warm-up puts on the learning rate of the update at `step`, counted from 0; 0 steps are none. */
export function warmUp(warmupSteps: number, step: number): number {
  return warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps);
}

/** Height between 1 and 0 by the part of the way that is done. */
const shapes: Readonly<Record<Schedule['shape'], (done: number) => number>> = {
  constant: () => 1,
  linear: (done) => 1 - done,
  cosine: (done) => (1 + Math.cos(Math.PI * done)) / 2,
};

/**
 * The factor on the learning rate of the update at `step` of `steps`: transformers' get_{constant,linear,cosine}_schedule_with_warmup,
 * with verl's min_lr_ratio as `floor`. The warm-up's first step has 1 / warmupSteps where theirs has 0, so that it is not lost.
 */
export function rateFactor(
  { shape, floor, begin = 0 }: Schedule,
  { warmupSteps, ...at }: { readonly warmupSteps: number; readonly step: number; readonly steps: number },
): number {
  const [step, steps] = [at.step - begin, at.steps - begin];
  if (step < warmupSteps) return warmUp(warmupSteps, step);
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  return floor + (1 - floor) * shapes[shape](done);
}
