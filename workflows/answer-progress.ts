import { setHandler } from '@temporalio/workflow';

import { progressQuery, type Progress } from './messages.ts';

/** Lets people ask where the run is. */
export function answerProgress(progress: () => Progress): void {
  setHandler(progressQuery, progress, { description: 'Where the run is, and the metrics of its last step.' });
}
