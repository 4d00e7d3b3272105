import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/**
 * What opening a run gave. Where the spec was refused, the workflow fails with the very reason, not with "Activity task failed":
 * it is the first thing that the UI and the command line show.
 */
export async function opened<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    throw error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : error;
  }
}
