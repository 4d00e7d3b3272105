import type { PolicySnapshot } from '../policy/port.ts';
import { isDamage, MissingObject, type Damage } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import { snapshotBytes } from './snapshot-bytes.ts';

/** A kept version whose bytes, or the record that names them, are lost or not what they were. */
export interface DamagedSnapshot {
  readonly step: number;
  readonly damage: Damage;
}

/** How a policy comes to a version. */
export interface Way {
  /** What to start from; undefined where the version in memory is on the way. */
  readonly snapshot: PolicySnapshot | undefined;
  /** The updates to make again from there. */
  readonly updates: readonly LogEntry[];
  /** Snapshots that were passed over: the updates lead by them, so they can be kept anew. */
  readonly damaged: readonly DamagedSnapshot[];
}

/**
 * Finds the shortest way to a version of a run that the training log knows, for a policy that holds `inMemory`. A snapshot that is lost,
 * damaged or was let go is passed over: an older one and the log lead to the same bytes. Throws `MissingObject` or `CorruptObject` where
 * nothing does, naming the newest that is damaged. So are those whose weights are in `lost`, by their digests: what they name is gone.
 */
export async function wayTo(
  version: PolicyVersion,
  run: RunRef,
  inMemory: PolicyVersion | undefined,
  store: ObjectStore,
  lost: ReadonlySet<string> = new Set(),
): Promise<Way> {
  const records = runRecords(store, run.name);
  const damaged: DamagedSnapshot[] = [];
  const [kept, retired] = await Promise.all([records.snapshotSteps(), records.retired()]);
  for (const step of kept.filter((each) => each <= version.step).toReversed()) {
    try {
      const updates = await records.logEntries(step, version.step);
      const onTheWay = updates.findLastIndex(({ before }) => before === inMemory?.digest);
      if (onTheWay >= 0) return { snapshot: undefined, updates: updates.slice(onTheWay), damaged };
      const snapshot = await records.snapshotAt(step);
      if (!lost.has(snapshot.weights.sha256))
        return { snapshot: await snapshotBytes(store, snapshot), updates, damaged };
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (!retired.snapshots.has(step)) damaged.push({ step, damage: error });
    }
  }
  const [newest] = damaged;
  if (newest) throw newest.damage;
  throw new MissingObject(`run ${run.name} has no snapshot at or before step ${version.step}`);
}
