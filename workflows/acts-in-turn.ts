import { patched } from '@temporalio/workflow';

/** False where a run is replayed whose acts between two stages took hold as they were recorded, not as they were asked: it goes on so. */
export const actsInTurn = (): boolean => patched('acts-in-turn');
