import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import { InvalidSpec } from './parse-spec.ts';

/** Why a version of a run cannot be had: its snapshot was let go, and so was the log that it could be made again by. */
export const letGoProblem = (run: string, step: number): string =>
  `run ${run} has let go of version ${step}: its retention keeps some snapshots alone`;

/**
 * The version of a run after so many updates: what its training log says that it became, else a snapshot. Throws {@link InvalidSpec} where
 * the run has none, and says which it has.
 */
export async function versionAt(store: ObjectStore, { name }: RunRef, step: number): Promise<PolicyVersion> {
  const records = runRecords(store, name);
  const entry = step > 0 ? await records.logEntry(step - 1) : undefined;
  if (entry) return { step, digest: entry.after };
  const kept = await records.snapshotSteps();
  if (kept.includes(step)) return records.snapshotAtOrBefore(step);
  const newest = await records.loggedTo();
  const has = newest === undefined ? `kept of it are ${kept.join(', ')}` : `it has those from ${kept[0]} to ${newest}`;
  throw new InvalidSpec([`run ${name} has no version ${step}; ${has}`]);
}
