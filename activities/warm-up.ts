/** The factor that a linear warm-up puts on the learning rate of the update at `step`, counted from 0; 0 steps are none. */
export function warmUp(warmupSteps: number, step: number): number {
  return warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps);
}
