import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import { armRecord, costOf, curveOf, type ArmRecord } from './arm-record.ts';
import { roundingsOf } from './rounding-record.ts';

export interface KeepArmInput {
  readonly digest: string;
  /** Prefix of the run's records, its last version, and what its result tells. */
  readonly run: string;
  readonly version: PolicyVersion;
  readonly divergences: number;
  readonly wallSeconds: number;
}

/** Keeps what an arm came to with a seed, for this comparison and all that hold the same arm. */
export function keepArmActivity(store: ObjectStore) {
  return async function keepArm({ digest, run, version, divergences, wallSeconds }: KeepArmInput): Promise<void> {
    const records = runRecords(store, run);
    const [first = 0] = await records.snapshotSteps();
    const log = await records.logEntries(first, version.step);
    const record: ArmRecord = {
      digest,
      run,
      version,
      divergences,
      roundings: await roundingsOf(store, run),
      cost: costOf(log, wallSeconds),
      curve: curveOf(log),
    };
    await store.publishRecord(armRecord(digest), record);
  };
}
