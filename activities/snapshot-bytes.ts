import type { PolicySnapshot } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { SnapshotRecord } from '../store/run-records.ts';

/** A snapshot's bytes. Throws `MissingObject` or `CorruptObject` where they are gone or damaged. */
export async function snapshotBytes(
  store: ObjectStore,
  { weights, optimiser }: SnapshotRecord,
): Promise<PolicySnapshot> {
  const [weightsThere, optimiserThere] = await Promise.all([store.get(weights), store.get(optimiser)]);
  return { weights: weightsThere, optimiser: optimiserThere };
}
