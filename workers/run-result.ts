import { WorkflowFailedError, type WorkflowHandle, type WorkflowResultType } from '@temporalio/client';
import { rootCause, type Workflow } from '@temporalio/common';

/** What a run ended with. Where it failed, the error says why, not only that it did. */
export async function runResult<W extends Workflow>(handle: WorkflowHandle<W>): Promise<WorkflowResultType<W>> {
  try {
    return await handle.result();
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    throw new Error(`run ${handle.workflowId} did not end well: ${rootCause(error.cause) ?? error.message}`, {
      cause: error,
    });
  }
}
