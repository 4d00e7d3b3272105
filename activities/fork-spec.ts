import { z } from 'zod';

import { mostStep } from '../store/step-name.ts';
import { runName } from './run-name.ts';

/** Where a run begins in place of a base policy: a version of another run. */
export const forkSpec = z.strictObject({
  run: runName,
  /** Updates that the version has seen. The steps of the new run are counted on from here. */
  step: z.int().min(0).max(mostStep),
  /** Whether the moments of AdamW go on or begin with none. Warm-up and schedule go by the steps, which are counted on. */
  optimiser: z.enum(['kept', 'reset']),
});
export type ForkSpec = z.infer<typeof forkSpec>;
