import type { costOf } from './cost.ts';
import type { memoryOver } from './memory.ts';
import type { recoveryFrom } from './recovery.ts';
import type { snapshotTimes } from './snapshots.ts';

type Found<Measure extends (...args: never[]) => unknown> = Awaited<ReturnType<Measure>>;

/** What was measured, part by part. */
export interface Measured {
  readonly cost?: { readonly quick: Found<typeof costOf>; readonly twoSecondSteps: Found<typeof costOf> };
  readonly recovery?: readonly Found<typeof recoveryFrom>[];
  readonly snapshots?: Found<typeof snapshotTimes>;
  readonly memory?: Found<typeof memoryOver>;
}

interface Aim {
  readonly what: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly found: number;
  readonly met: boolean;
}

const atMost = (what: string, most: number, found: number): Aim => ({ what, atMost: most, found, met: found <= most });
const atLeast = (what: string, least: number, found: number): Aim => ({
  what,
  atLeast: least,
  found,
  met: found >= least,
});

/** What durability may cost, beside what it was found to. */
export function aimsOf({ cost, recovery, snapshots, memory }: Measured): readonly Aim[] {
  return [
    ...(cost
      ? [
          atMost('milliseconds of orchestration a step, quick', 100, cost.quick.orchestrationMsAStep),
          atMost('ratio at 2 s steps', 1.05, cost.twoSecondSteps.ratio),
          atMost('events a step', 24, cost.quick.eventsAStep),
          atMost('bytes of history a step', 8_000, cost.quick.bytesAStep),
        ]
      : []),
    ...(recovery ?? []).flatMap(({ inHand, goesOn, longest, kills, takenAgain }) => [
      atMost(`seconds to the next update, ${inHand} killed, ${goesOn}`, 15, longest),
      atMost(`rollouts sampled again, ${inHand} killed, ${goesOn}`, inHand === 'rollout' ? kills : 0, takenAgain),
    ]),
    ...(snapshots
      ? [
          atLeast('snapshot write over the raw client', 0.8, snapshots.write.speedOverRaw),
          atLeast('snapshot read over the raw client', 0.8, snapshots.read.speedOverRaw),
        ]
      : []),
    ...(memory
      ? [
          atMost('growth of the workflow worker', 0.05, memory.growth.workflow),
          atMost('growth of the policy worker', 0.05, memory.growth.policy),
        ]
      : []),
  ];
}
