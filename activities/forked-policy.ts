import { freshPolicy, trainedPolicy, type BaseConfig } from '../policy/base-policy.ts';
import { snapshotDigest } from '../policy/checkpoint.ts';
import { intact } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion, type SnapshotRecord } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import type { ForkSpec } from './fork-spec.ts';
import type { Origin } from './origin.ts';
import { InvalidSpec } from './parse-spec.ts';
import { manifestOf } from './run-spec.ts';
import { snapshotBytes } from './snapshot-bytes.ts';
import { letGoProblem, versionAt } from './version-at.ts';

/** A version that the parent's training log has, and no snapshot: a policy worker must make it again first. */
export interface UnkeptVersion {
  readonly run: RunRef;
  readonly version: PolicyVersion;
}

/**
 * The version that a run is forked from. Throws {@link InvalidSpec} where there is no such run or version, where its bytes are not those
 * that the parent's log tells of, or where they are no policy of this release.
 */
export async function forkedPolicy(
  store: ObjectStore,
  { run: name, step, optimiser }: ForkSpec,
): Promise<Origin | UnkeptVersion> {
  const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
  if (!run) throw new InvalidSpec([`from.run: there is no run ${name} in this store`]);
  const version = await versionAt(store, run, step).catch((error: Error) => {
    throw error instanceof InvalidSpec ? new InvalidSpec(error.problems.map((each) => `from.step: ${each}`)) : error;
  });
  const records = runRecords(store, name);
  const [kept, retired] = await Promise.all([records.snapshotAtOrBefore(step), records.retired()]);
  // What is damaged is made again as what was let go is, where the log is there to do it by.
  const mayBeGone = !retired.log || retired.snapshots.has(step);
  const bytes = kept.step === step ? snapshotBytes(store, kept) : undefined;
  const snapshot = bytes && (await (mayBeGone ? intact(bytes) : bytes));
  if (!snapshot && retired.log) throw new InvalidSpec([`from.step: ${letGoProblem(name, step)}`]);
  if (!snapshot) return { run, version };
  const manifest = await manifestOf(store, run);
  const [config, tokenizer] = await Promise.all([
    store.getJson<BaseConfig>(manifest.config),
    store.get(manifest.tokenizer),
  ]);
  assertSame(run, kept, version, snapshotDigest(snapshot));
  try {
    const tokenizerJson = tokenizer.toString('utf8');
    const base =
      optimiser === 'kept'
        ? trainedPolicy(config, tokenizerJson, snapshot)
        : freshPolicy(config, tokenizerJson, snapshot.weights);
    return { base, fork: { parent: { ...run, ...version }, reference: manifest.reference } };
  } catch (error) {
    throw new InvalidSpec([`from.run: the policy of ${name} is none of this release: ${(error as Error).message}`]);
  }
}

/** After a divergence a snapshot may be another version than the log tells of: such a version is nothing to begin with. */
function assertSame({ name }: RunRef, kept: SnapshotRecord, { step, digest }: PolicyVersion, found: string): void {
  const other = [kept.digest, found].find((each) => each !== digest);
  if (other === undefined) return;
  const told = `version ${step} of run ${name} is ${digest} by its training log and ${other} by its snapshot`;
  throw new InvalidSpec([`from.step: ${told}: the run has diverged there, choose a step before it`]);
}
