import { ActivityFailure, log, TimeoutFailure } from '@temporalio/workflow';

/** How long a task may wait for the worker that holds the version, before any other worker may take it. */
const patience = '5 seconds';

/**
 * Runs a policy activity where the version is in memory already. The queue of that worker is its own, so when the worker is
 * gone nobody serves it: the task then times out and goes to the shared queue, whose worker makes the version again.
 */
export async function whereHeld<T>(holder: string | null, call: (options: object) => Promise<T>): Promise<T> {
  if (holder === null) return call({});
  try {
    return await call({ taskQueue: holder, scheduleToStartTimeout: patience, retry: { maximumAttempts: 1 } });
  } catch (error) {
    if (!(error instanceof ActivityFailure && error.cause instanceof TimeoutFailure)) throw error;
    log.info('the worker that held the policy is gone: another makes the version again', { holder });
    return call({});
  }
}
