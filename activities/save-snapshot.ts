import type { ObjectStore } from '../store/objects.ts';
import type { PolicyVersion, SnapshotRecord } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import type { HeldPolicies } from './held-policies.ts';
import { keepSnapshot } from './keep-snapshot.ts';

export interface SaveSnapshotInput {
  readonly run: RunRef;
  readonly version: PolicyVersion;
}

/** Keeps a version's bytes, so that no update before it needs to be made again. */
export function saveSnapshotActivity(store: ObjectStore, held: HeldPolicies) {
  return async function saveSnapshot({ run, version }: SaveSnapshotInput): Promise<SnapshotRecord> {
    const snapshot = await held.use(run, version, ({ policy }) => policy.snapshot());
    return keepSnapshot(store, run.name, version.step, snapshot);
  };
}
