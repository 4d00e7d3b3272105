import {
  getExternalWorkflowHandle,
  isCancellation,
  log,
  workflowInfo,
  type SignalDefinition,
} from '@temporalio/workflow';

/**
 * Tells the curriculum something of its stage: by its id, so that a run of it that a reset has put in place of another hears it too. A
 * stage that has none, or whose curriculum has ended, goes on all the same.
 */
export async function tellParent<Told>(signal: SignalDefinition<[Told]>, told: Told): Promise<void> {
  const { parent } = workflowInfo();
  if (!parent) return;
  try {
    await getExternalWorkflowHandle(parent.workflowId).signal(signal, told);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn(`the curriculum did not hear "${signal.name}" of its stage`, { error });
  }
}
