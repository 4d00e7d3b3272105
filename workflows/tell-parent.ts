import { getExternalWorkflowHandle, isCancellation, log, workflowInfo } from '@temporalio/workflow';

import { reachedSignal, type StepReached } from './messages.ts';

/** Tells the curriculum how far its stage is. A stage that has none, or whose curriculum has ended, goes on all the same. */
export async function tellParent(reached: StepReached): Promise<void> {
  const { parent } = workflowInfo();
  if (!parent) return;
  try {
    await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(reachedSignal, reached);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the curriculum did not hear how far its stage is', { error });
  }
}
