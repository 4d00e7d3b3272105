/**
 * The step of the version that answers a step: `maxStaleness` updates before the one that learns from it, but none before its stage. A function of
 * names, never of time: whoever takes the step again asks the same version.
 */
export const answeringStep = (step: number, firstStep: number, maxStaleness: number): number =>
  Math.max(firstStep, step - maxStaleness);
