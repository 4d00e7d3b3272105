import { patched } from '@temporalio/workflow';

import type { RunRef } from '../activities/data.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { AskedAct, SteeringRecord } from '../store/steering-record.ts';
import { light } from './activity-options.ts';

/** False where a run is replayed that an earlier release steered: nothing was recorded then. */
export const recordsActs = (): boolean => patched('steering-records');

/** Records an act between two steps. Answers with the record that stands: of an act recorded before a reset, that of then. */
export function recordAct(
  run: RunRef,
  asked: AskedAct,
  { step }: PolicyVersion,
  stage: string,
): Promise<SteeringRecord> {
  const at = new Date(Date.now()).toISOString();
  return light.recordSteering.executeWithOptions({ summary: `${asked.act} from step ${step} on` }, [
    { run, act: { ...asked, step, stage, at } },
  ]);
}
