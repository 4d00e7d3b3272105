import { z } from 'zod';

const whetherKept = z.enum(['keep', 'drop']);
const someSnapshots = {
  /** So many of the newest. */
  last: z.int().min(1).max(1_000),
  /** Those whose step is a multiple of it; null for none. */
  every: z.int().min(1).max(100_000).nullable(),
};

/** What a sweep leaves of a cold start. Without it everything is kept. */
export const coldStartRetentionSpec = z.strictObject({
  snapshots: z.strictObject(someSnapshots),
  predictions: whetherKept,
});

/** What a sweep leaves of a curriculum: docs/store.md. Without it everything is kept. */
export const retentionSpec = z.strictObject({
  snapshots: z.strictObject({
    ...someSnapshots,
    /** The best one of each stage, by the mean reward of the steps before it, or by the checks of its gate; null for none. */
    best: z.enum(['reward', 'gate']).nullable(),
  }),
  /** Once the run has ended: the batches that its steps learnt from. */
  log: whetherKept,
  /** Once the run has ended: the held-out questions with their answers. */
  predictions: whetherKept,
});

export type RetentionSpec = z.infer<typeof retentionSpec> | z.infer<typeof coldStartRetentionSpec>;
