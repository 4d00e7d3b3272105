import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  type ChildWorkflowHandle,
  type Workflow,
  type WorkflowResultType,
} from '@temporalio/workflow';

/**
 * The result of a child that may continue as new, started in a non-cancellable scope. Left to itself the SDK asks the first run
 * of a child to cancel, and a child that has continued as new never hears of it (temporalio/features issue 503). Here
 * cancellation goes to the child by its id, that is to whichever run is at work.
 */
export async function resultOf<T extends Workflow>(child: ChildWorkflowHandle<T>): Promise<WorkflowResultType<T>> {
  const result = CancellationScope.nonCancellable(() => child.result());
  try {
    return await Promise.race([result, CancellationScope.current().cancelRequested]);
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => cancelled(child.workflowId, result));
    throw error;
  }
}

/** Waits for the child's own end, which a child that has ended already does not mind. */
async function cancelled(workflowId: string, result: Promise<unknown>): Promise<void> {
  await Promise.allSettled([getExternalWorkflowHandle(workflowId).cancel(), result]);
}
