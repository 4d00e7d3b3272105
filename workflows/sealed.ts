import { patched } from '@temporalio/workflow';

import type { SealRunInput } from '../activities/seal-run.ts';
import type { ObjectRef } from '../store/objects.ts';
import { light } from './activity-options.ts';

/** Seals a run that has ended; undefined of a run that an earlier release, which had no seals, began. */
export async function sealed(input: SealRunInput): Promise<ObjectRef | undefined> {
  return patched('seal') ? light.sealRun.executeWithOptions({ summary: 'seal the run' }, [input]) : undefined;
}
