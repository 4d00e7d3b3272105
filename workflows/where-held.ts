import { isCancellation, log, workflowInfo, type ActivityOptions } from '@temporalio/workflow';

import { buildOf } from './queues.ts';

/** How long a task may wait for the worker that holds the version, before any other worker may take it. */
const patience = '5 seconds';

/** Whether the worker that holds a version is of the build that this workflow is served by: one that was moved leaves the old worker. */
function isOfOurBuild(holder: string): boolean {
  const { deploymentName, buildId } = workflowInfo().currentDeploymentVersion ?? {};
  return buildOf(holder) === (deploymentName ? buildId : undefined);
}

/**
 * Runs a policy activity where the version is in memory already. The queue of that worker is its own, so when the worker is
 * gone nobody serves it. Whatever went wrong there, the task goes to the shared queue: whoever takes it makes the version again,
 * and the retries of that queue judge what comes of it.
 */
export async function whereHeld<T>(holder: string | null, call: (options: ActivityOptions) => Promise<T>): Promise<T> {
  if (holder === null || !isOfOurBuild(holder)) return call({});
  try {
    return await call({ taskQueue: holder, scheduleToStartTimeout: patience, retry: { maximumAttempts: 1 } });
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.info('the worker that held the policy did not do it: another makes the version again', { holder, error });
    return call({});
  }
}
