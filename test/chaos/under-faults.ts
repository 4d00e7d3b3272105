import { setTimeout as sleep } from 'node:timers/promises';

import { draws } from '../../transit/seed.ts';
import type { Fault } from './fault-plan.ts';
import { injectors } from './faults/index.ts';
import type { Scene } from './faults/scene.ts';
import type { HistoryFacts } from './history-facts.ts';
import type { Updates } from './updates.ts';

/** A fault that found something to strike, and when: milliseconds since 1970. */
export interface Struck {
  readonly fault: Fault;
  readonly at: number;
}

/** How long the parts of an undisturbed run take, in milliseconds. */
export interface Pace {
  readonly opening: number;
  /** From one update to the next. */
  readonly training: number;
  readonly ending: number;
  readonly steps: number;
}

export function paceOf({ begun, ended, updates }: HistoryFacts): Pace {
  const [first, last] = [updates[0]!, updates.at(-1)!];
  return {
    opening: first - begun,
    training: (last - first) / Math.max(1, updates.length - 1),
    ending: ended - last,
    steps: updates.length,
  };
}

const resolution = 1_000_000;
/** So many of the last updates tell how fast the machine is by now. */
const lastUpdates = 10;

/** Milliseconds that the ending may take of a run whose updates are all there: a machine that is quieter than it was ends it sooner. */
function endingNow({ at }: Updates, { ending, training, steps }: Pace): number {
  const gaps = Math.min(lastUpdates, steps - 1);
  if (gaps === 0) return ending;
  const gap = (at(steps) - at(steps - gaps)) / gaps;
  return ending * Math.min(1, gap / training);
}

/** Milliseconds to wait until a fault's moment has come, once its part of the run has. */
async function untilMoment({ during, moment }: Fault, updates: Updates, pace: Pace): Promise<number> {
  if (during === 'ending') {
    if (!(await updates.reach(pace.steps))) return 0;
    return Math.max(0, updates.at(pace.steps) + moment * endingNow(updates, pace) - performance.now());
  }
  if (during === 'training') await updates.reach(updates.count() + 1);
  return moment * pace[during];
}

/** Injects faults one after the other into a run under way, each at its moment, until all are done or the run is over. */
export async function underFaults(
  scene: Omit<Scene, 'struck' | 'share'>,
  plan: readonly Fault[],
  pace: Pace,
  log: (line: string) => void,
): Promise<readonly Struck[]> {
  const { updates, over } = scene;
  const struck: Struck[] = [];
  for (const [index, fault] of plan.entries()) {
    const waitMs = await untilMoment(fault, updates, pace);
    await sleep(waitMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) break;
    let at: number | undefined;
    await injectors[fault.kind]({
      ...scene,
      share: draws(fault.seed).below(resolution) / resolution,
      struck: () => (at = Date.now()),
    });
    if (at !== undefined) struck.push({ fault, at });
    log(`fault ${index + 1} of ${plan.length}: ${fault.kind}, at update ${updates.count()}`);
  }
  return struck;
}
