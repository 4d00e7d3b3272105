import { fileURLToPath } from 'node:url';

import { Worker } from '@temporalio/worker';

import { lightActivities } from '../activities/index.ts';
import type { ObjectStore } from '../store/objects.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { WorkerConnection } from './connect.ts';
import { failuresByName } from './failures-by-name.ts';
import { projectFolder } from './project-folder.ts';
import { runningWorker, type RunningWorker } from './running-worker.ts';

/** A worker of the main queue: every workflow, and the activities that need no policy. */
export async function workflowWorker(
  { connection, namespace }: WorkerConnection,
  store: ObjectStore,
): Promise<RunningWorker> {
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: mainQueue,
    workflowsPath: fileURLToPath(new URL('workflows/index.ts', projectFolder)),
    activities: lightActivities(store, projectFolder),
    interceptors: failuresByName,
    maxHeartbeatThrottleInterval: '3 seconds',
    // Each cached workflow has a heap of its own; a run has four at most at work.
    maxCachedWorkflows: 40,
    maxConcurrentActivityTaskExecutions: 4,
    shutdownGraceTime: '5 seconds',
  });
  return runningWorker([worker]);
}
