import { z } from 'zod';

const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A length of time as people write it: `90s`, `30m`, `24h`, `7d`. */
export const lengthOfTime = z
  .string()
  .regex(/^\d{1,6}[smhd]$/, 'must be a whole number and a unit, such as 24h, 7d, 30m or 0s');

/** The seconds of a length of time. */
export const secondsIn = (length: string): number =>
  Number(length.slice(0, -1)) * seconds[length.at(-1) as keyof typeof seconds];

/** A sweep of `sweepStore`. */
export const sweepSpec = z.strictObject({
  /** How long nothing must have named or written an object before it goes. Below 10 minutes no run may be ended meanwhile: docs/store.md. */
  olderThan: lengthOfTime,
  /** Whether anything is removed, or only told. */
  remove: z.boolean(),
});

export type SweepSpec = z.infer<typeof sweepSpec>;
