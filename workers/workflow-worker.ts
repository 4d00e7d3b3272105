import { fileURLToPath } from 'node:url';

import { Worker } from '@temporalio/worker';

import type { Environment } from '../access/secrets.ts';
import { lightActivities } from '../activities/light-activities.ts';
import type { ObjectStore } from '../store/objects.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { WorkerConnection } from './connect.ts';
import { deploymentOptions } from './deployment.ts';
import { interceptors } from './interceptors.ts';
import { projectFolder } from './project-folder.ts';
import { runningWorker, type RunningWorker } from './running-worker.ts';
import { untraced, type Tracing } from './tracing.ts';

/** A worker of the main queue: every workflow, and the activities that need no policy. */
export async function workflowWorker(
  { connection, namespace, dataConverter }: WorkerConnection,
  store: ObjectStore,
  environment: Environment = process.env,
  tracing: Tracing = untraced,
): Promise<RunningWorker> {
  const { modules, ...sandbox } = tracing.ofWorkflows;
  const worker = await Worker.create({
    connection,
    namespace,
    ...deploymentOptions(environment),
    dataConverter,
    taskQueue: mainQueue,
    workflowsPath: fileURLToPath(new URL('workflows/index.ts', projectFolder)),
    activities: lightActivities(store, projectFolder, environment),
    interceptors: { ...interceptors(tracing), workflowModules: [...modules] },
    ...sandbox,
    maxHeartbeatThrottleInterval: '3 seconds',
    // Each cached workflow has a heap of its own; a run has four at most at work.
    maxCachedWorkflows: 40,
    maxConcurrentActivityTaskExecutions: 4,
    shutdownGraceTime: '5 seconds',
  });
  return runningWorker([worker]);
}
