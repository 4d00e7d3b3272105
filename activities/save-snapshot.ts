import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion, type SnapshotRecord } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import { heartbeating } from './heartbeat.ts';
import type { HeldPolicies } from './held-policies.ts';

export interface SaveSnapshotInput {
  readonly run: RunRef;
  readonly version: PolicyVersion;
}

/** Keeps a version's bytes: weights and optimiser state by digest, then the record that names them. */
export function saveSnapshotActivity(store: ObjectStore, held: HeldPolicies) {
  return async function saveSnapshot({ run, version }: SaveSnapshotInput): Promise<SnapshotRecord> {
    return heartbeating(() =>
      held.use(run, version, async ({ policy }) => {
        const snapshot = await policy.snapshot();
        const [weights, optimiser] = await Promise.all([
          store.put(snapshot.weights, 'safetensors'),
          store.put(snapshot.optimiser, 'safetensors'),
        ]);
        return runRecords(store, run.name).writeSnapshot({ ...version, weights, optimiser });
      }),
    );
  };
}
