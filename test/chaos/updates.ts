import { setTimeout as sleep } from 'node:timers/promises';

import type { ObjectStore } from '../../store/objects.ts';
import { runRecords } from '../../store/run-records.ts';

const pollMs = 25;

/** The updates of a run as its training log shows them. */
export interface Updates {
  readonly count: () => number;
  /** When an update was seen, counted from 1, by `performance.now()`. */
  readonly at: (update: number) => number;
  /** Waits until there are so many. False where the run ended before. */
  reach(count: number): Promise<boolean>;
  /** Milliseconds from a time of `performance.now()` to the first update after it; undefined where none came. */
  firstAfter(time: number): number | undefined;
}

/** Watches the training log of a run until `ended` aborts. MinIO may come and go. */
export function watchUpdates(store: ObjectStore, run: string, ended: AbortSignal): Updates {
  const records = runRecords(store, run);
  const seen: number[] = [];
  async function watch(): Promise<void> {
    while (!ended.aborted) {
      const entry = await records.logEntry(seen.length).catch(() => undefined);
      if (entry) seen.push(performance.now());
      else await sleep(pollMs);
    }
  }
  void watch();
  return {
    count: () => seen.length,
    at: (update) => seen[update - 1]!,
    async reach(count) {
      while (seen.length < count && !ended.aborted) await sleep(pollMs);
      return seen.length >= count;
    },
    firstAfter: (time) => {
      const next = seen.find((at) => at > time);
      return next === undefined ? undefined : next - time;
    },
  };
}
