import { patched } from '@temporalio/workflow';

/** False where a run is replayed whose questions, scores, snapshots and reports waited for each other: it goes on so until it continues as new. */
export const overlaps = (): boolean => patched('overlap');
