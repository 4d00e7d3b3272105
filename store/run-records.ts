import pLimit from 'p-limit';

import { MissingObject } from './errors.ts';
import type { ObjectRef, ObjectStore } from './objects.ts';

/** A policy version by name: the weights and optimiser state after `step` updates of a run must have this digest. */
export interface PolicyVersion {
  readonly step: number;
  readonly digest: string;
}

/** A policy version whose bytes are kept. */
export interface SnapshotRecord extends PolicyVersion {
  readonly weights: ObjectRef;
  readonly optimiser: ObjectRef;
}

/** One line of the training log: version `step`, trained on `batch`, gave version `step + 1`. */
export interface LogEntry {
  readonly step: number;
  readonly stage: string;
  readonly batch: ObjectRef;
  readonly before: string;
  readonly after: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The records of one run, under `runs/<run>/`. */
export interface RunRecords {
  /** The first writer wins: answers with the record that stands. */
  writeSnapshot(snapshot: SnapshotRecord): Promise<SnapshotRecord>;
  /** The newest kept version at or before a step. Throws {@link MissingObject} where there is none. */
  snapshotAtOrBefore(step: number): Promise<SnapshotRecord>;
  newestSnapshot(): Promise<SnapshotRecord>;
  /** The first writer wins: answers with the entry that stands. */
  writeLogEntry(entry: LogEntry): Promise<LogEntry>;
  logEntry(step: number): Promise<LogEntry | undefined>;
  /** Entries of steps from `first` (included) to `end` (excluded). Throws {@link MissingObject} where one is. */
  logEntries(first: number, end: number): Promise<readonly LogEntry[]>;
}

const readAtOnce = 16;
const sixDigits = (step: number): string => String(step).padStart(6, '0');

export function runRecords(store: ObjectStore, run: string): RunRecords {
  const snapshotKey = (step: number): string => `runs/${run}/snapshots/${sixDigits(step)}.json`;
  const logKey = (step: number): string => `runs/${run}/log/${sixDigits(step)}.json`;

  const records: RunRecords = {
    writeSnapshot: (snapshot) => store.writeRecord(snapshotKey(snapshot.step), snapshot),
    async snapshotAtOrBefore(step) {
      const keys = await store.listKeys(`runs/${run}/snapshots/`);
      const key = keys.findLast((each) => each <= snapshotKey(step));
      const snapshot = key === undefined ? undefined : await store.readRecord<SnapshotRecord>(key);
      if (!snapshot) throw new MissingObject(`run ${run} has no snapshot at or before step ${step}`);
      return snapshot;
    },
    newestSnapshot: () => records.snapshotAtOrBefore(999_999),
    writeLogEntry: (entry) => store.writeRecord(logKey(entry.step), entry),
    logEntry: (step) => store.readRecord<LogEntry>(logKey(step)),
    async logEntries(first, end) {
      const steps = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
      return pLimit(readAtOnce).map(steps, async (step) => {
        const entry = await records.logEntry(step);
        if (!entry) throw new MissingObject(`the training log of run ${run} has no entry for step ${step}`);
        return entry;
      });
    },
  };
  return records;
}
