import type { Policy, PolicySnapshot } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import type { RunRef, ScoredBatch } from './data.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { learnFrom } from './learn-from.ts';
import type { MapPixels } from './map-pixels.ts';
import { curriculumOf } from './run-spec.ts';

/** A recorded update gave another digest when it was made again: other hardware, or another thread count. */
export class Divergence extends Error {
  override readonly name = 'Divergence';
}

/** How a policy comes to a version. */
export interface Way {
  /** What to start from; undefined where the version in memory is on the way. */
  readonly snapshot: PolicySnapshot | undefined;
  /** The updates to make again from there. */
  readonly updates: readonly LogEntry[];
}

/** Finds the shortest way to a version of a run that the training log knows, for a policy that holds `inMemory`. */
export async function wayTo(
  version: PolicyVersion,
  run: RunRef,
  inMemory: PolicyVersion,
  store: ObjectStore,
): Promise<Way> {
  const records = runRecords(store, run.name);
  const kept = await records.snapshotAtOrBefore(version.step);
  const updates = await records.logEntries(kept.step, version.step);
  const onTheWay = updates.findLastIndex(({ before }) => before === inMemory.digest);
  if (onTheWay >= 0) return { snapshot: undefined, updates: updates.slice(onTheWay) };
  const [weights, optimiser] = await Promise.all([store.get(kept.weights), store.get(kept.optimiser)]);
  return { snapshot: { weights, optimiser }, updates };
}

/**
 * Makes recorded updates again. Answers with the number of them that gave another digest than the log has, or throws
 * {@link Divergence} at the first where the spec says so.
 */
export async function makeAgain(
  policy: Policy,
  updates: readonly LogEntry[],
  run: RunRef,
  store: ObjectStore,
  pixels: MapPixels,
): Promise<number> {
  if (updates.length === 0) return 0;
  const spec = await curriculumOf(store, run);
  let divergences = 0;
  for (const { step, batch, after } of updates) {
    stopIfCancelled();
    await learnFrom(policy, await store.getJson<ScoredBatch>(batch), spec, pixels);
    const digest = await policy.digest();
    if (digest === after) continue;
    divergences += 1;
    if (spec.onDivergence === 'fail') {
      throw new Divergence(`version ${step + 1} of run ${run.name} became ${digest}, recorded is ${after}`);
    }
  }
  return divergences;
}
