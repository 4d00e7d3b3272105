import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { SteeringRecord } from '../store/steering-record.ts';
import type { RunRef } from './data.ts';

export interface RecordSteeringInput {
  readonly run: RunRef;
  readonly act: SteeringRecord;
}

/** Keeps an act of steering. Answers with the record that stands: of an act recorded before, it has the step of then. */
export function recordSteeringActivity(store: ObjectStore) {
  return async function recordSteering({ run, act }: RecordSteeringInput): Promise<SteeringRecord> {
    return runRecords(store, run.name).writeSteering(act);
  };
}
