import { snapshotDigest } from '../policy/checkpoint.ts';
import type { PolicySnapshot } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type SnapshotRecord } from '../store/run-records.ts';

/**
 * Keeps a version's bytes: weights and optimiser state by digest, then the record that names them, with the digest that they have:
 * after a divergence it is not the version's.
 */
export async function keepSnapshot(
  store: ObjectStore,
  run: string,
  step: number,
  snapshot: PolicySnapshot,
): Promise<SnapshotRecord> {
  const [weights, optimiser] = await Promise.all([
    store.put(snapshot.weights, 'safetensors'),
    store.put(snapshot.optimiser, 'safetensors'),
  ]);
  return runRecords(store, run).writeSnapshot({
    step,
    digest: snapshotDigest(snapshot),
    weights,
    optimiser,
  });
}
