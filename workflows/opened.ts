import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/workflow';

/**
 * What opening a run gave. Where the spec was refused, the workflow fails with the very reason, not with "Activity task failed" or
 * "Child Workflow execution failed":
 * it is the first thing that the UI and the command line show.
 */
export async function opened<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    const isOfAnother = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
    throw isOfAnother && error.cause instanceof ApplicationFailure ? error.cause : error;
  }
}
