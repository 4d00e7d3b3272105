import pLimit from 'p-limit';

import { isDamage, MissingObject, type Damage } from './errors.ts';
import { sha256Of, type ObjectRef, type ObjectStore } from './objects.ts';
import { inOrder, type SteeringRecord, type StepSteering } from './steering-record.ts';
import { mostStep, stepIn, stepName } from './step-name.ts';

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
  /** What people had changed of the optimiser's way by then, where they had. */
  readonly steered?: StepSteering;
  /** The version that sampled what was learnt from, where that may be an older one than `before`. */
  readonly sampledBy?: PolicyVersion;
  /**
   * SHA-256 of the entry before this one as it lies in the store; of the run's manifest where this is the first. So each entry vouches for
   * all before it, and for what they name. Not in entries of earlier releases.
   */
  readonly previous?: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What some steps of a cold start measured, in order, from `firstStep` on. */
export interface LessonRecord {
  readonly stage: string;
  readonly firstStep: number;
  readonly metrics: readonly Readonly<Record<string, number>>[];
}

/** What a run's retention has let go: nobody relies on it any more, and its bytes may be gone. */
export interface Retired {
  /** Steps of snapshots. */
  readonly snapshots: ReadonlySet<number>;
  /** Batches of the training log: versions between snapshots cannot be made again. */
  readonly log: boolean;
  /** Held-out questions with their answers. */
  readonly predictions: boolean;
}

/** The records of one run, under `runs/<run>/`. */
export interface RunRecords {
  /** The first writer wins: answers with the record that stands. */
  writeSnapshot(snapshot: SnapshotRecord): Promise<SnapshotRecord>;
  /** The newest kept version at or before a step. Throws {@link MissingObject} where there is none. */
  snapshotAtOrBefore(step: number): Promise<SnapshotRecord>;
  newestSnapshot(): Promise<SnapshotRecord>;
  /** Steps of the versions that are kept, in order: the first is what the run began with. */
  snapshotSteps(): Promise<readonly number[]>;
  /** The version kept at a step. Throws {@link MissingObject} where there is none. */
  snapshotAt(step: number): Promise<SnapshotRecord>;
  /** All kept versions at or before a step, the newest first. */
  snapshotsUpTo(step: number): AsyncGenerator<SnapshotRecord>;
  retired(): Promise<Retired>;
  /** The first writer wins: answers with the entry that stands. */
  writeLogEntry(entry: LogEntry): Promise<LogEntry>;
  logEntry(step: number): Promise<LogEntry | undefined>;
  /** SHA-256 of an entry as it lies in the store; undefined where there is none. */
  linkOf(step: number): Promise<string | undefined>;
  /** Entries of steps from `first` (included) to `end` (excluded). Throws {@link MissingObject} where one is. */
  logEntries(first: number, end: number): Promise<readonly LogEntry[]>;
  /**
   * All entries in order, as far as the log has come, with few of them in memory. One that is lost or damaged throws
   * {@link MissingObject} or {@link CorruptObject}; with `passedOver`, it is told to that and the others come all the same.
   */
  wholeLog(passedOver?: (damage: Damage, step: number) => void): AsyncGenerator<LogEntry>;
  /** Steps that the log has come to: version so-and-so is the newest; undefined where it has no entry. */
  loggedTo(): Promise<number | undefined>;
  /** The first writer wins. */
  writeLessons(lessons: LessonRecord): Promise<LessonRecord>;
  /** All of them in order, one in memory at once. */
  lessons(): AsyncGenerator<LessonRecord>;
  /** The first writer of an act's id wins: answers with the record that stands. */
  writeSteering(act: SteeringRecord): Promise<SteeringRecord>;
  /** What people asked of the run, in the order in which it took hold. */
  steering(): Promise<readonly SteeringRecord[]>;
}

const readAtOnce = 16;
const readAhead = 64;

export function runRecords(store: ObjectStore, run: string): RunRecords {
  const snapshotsPrefix = `runs/${run}/snapshots/`;
  const snapshotKey = (step: number): string => `${snapshotsPrefix}${stepName(step)}.json`;
  const logPrefix = `runs/${run}/log/`;
  const logKey = (step: number): string => `${logPrefix}${stepName(step)}.json`;
  const lessonsPrefix = `runs/${run}/lessons/`;
  const steeringPrefix = `runs/${run}/steering/`;
  /** An id is whatever the one who asked chose: any text. */
  const steeringKey = (id: string): string => `${steeringPrefix}${sha256Of(Buffer.from(id)).slice(0, 32)}.json`;

  async function needed(step: number): Promise<LogEntry> {
    const entry = await records.logEntry(step);
    if (!entry) throw new MissingObject(`the training log of run ${run} has no entry for step ${step}`);
    return entry;
  }

  const records: RunRecords = {
    writeSnapshot: (snapshot) => store.writeRecord(snapshotKey(snapshot.step), snapshot),
    async snapshotAtOrBefore(step) {
      for await (const snapshot of records.snapshotsUpTo(step)) return snapshot;
      throw new MissingObject(`run ${run} has no snapshot at or before step ${step}`);
    },
    newestSnapshot: () => records.snapshotAtOrBefore(mostStep),
    snapshotSteps: async () => (await store.listKeys(snapshotsPrefix)).map(stepIn),
    async snapshotAt(step) {
      const snapshot = await store.readRecord<SnapshotRecord>(snapshotKey(step));
      if (!snapshot) throw new MissingObject(`record ${snapshotKey(step)} is not there`);
      return snapshot;
    },
    async *snapshotsUpTo(step) {
      const keys = await store.listKeys(snapshotsPrefix);
      for (const key of keys.filter((each) => each <= snapshotKey(step)).toReversed()) {
        const snapshot = await store.readRecord<SnapshotRecord>(key);
        if (snapshot) yield snapshot;
      }
    },
    async retired() {
      const prefix = `runs/${run}/retired/`;
      const names = (await store.listKeys(prefix)).map((key) => key.slice(prefix.length));
      return {
        snapshots: new Set(names.filter((name) => name.startsWith('snapshots/')).map(stepIn)),
        log: names.includes('log.json'),
        predictions: names.includes('predictions.json'),
      };
    },
    writeLogEntry: (entry) => store.writeRecord(logKey(entry.step), entry),
    logEntry: (step) => store.readRecord<LogEntry>(logKey(step)),
    async linkOf(step) {
      const entry = await store.read(logKey(step));
      return entry && sha256Of(entry);
    },
    async logEntries(first, end) {
      const steps = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
      return pLimit(readAtOnce).map(steps, needed);
    },
    async *wholeLog(passedOver) {
      const [begin = 0] = await records.snapshotSteps();
      const end = (await records.loggedTo()) ?? begin;
      for (let first = begin; first < end; first += readAhead) {
        const steps = Array.from({ length: Math.min(readAhead, end - first) }, (_, index) => first + index);
        const read = await pLimit(readAtOnce).map(steps, (step) =>
          needed(step).catch((error: unknown) => {
            if (!passedOver || !isDamage(error)) throw error;
            passedOver(error, step);
            return undefined;
          }),
        );
        for (const entry of read) if (entry) yield entry;
      }
    },
    async loggedTo() {
      const newest = (await store.listKeys(logPrefix)).at(-1);
      return newest === undefined ? undefined : stepIn(newest) + 1;
    },
    writeLessons: (lessons) => store.writeRecord(`${lessonsPrefix}${stepName(lessons.firstStep)}.json`, lessons),
    async *lessons() {
      for (const key of await store.listKeys(lessonsPrefix)) {
        const lessons = await store.readRecord<LessonRecord>(key);
        if (lessons) yield lessons;
      }
    },
    writeSteering: (act) => store.writeRecord(steeringKey(act.id), act),
    async steering() {
      const keys = await store.listKeys(steeringPrefix);
      const acts = await pLimit(readAtOnce).map(keys, (key) => store.readRecord<SteeringRecord>(key));
      return acts.filter((act) => act !== undefined).toSorted(inOrder);
    },
  };
  return records;
}
