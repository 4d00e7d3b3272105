import { randomUUID } from 'node:crypto';

import { Worker, type WorkerOptions } from '@temporalio/worker';

import type { Environment } from '../access/secrets.ts';
import { HeldPolicies } from '../activities/held-policies.ts';
import { policyActivities } from '../activities/policy-activities.ts';
import { computesOn } from '../policy/computes-on.ts';
import type { ObjectStore } from '../store/objects.ts';
import { withRememberedDocuments } from '../store/remembered-documents.ts';
import { elsewhereQueue, ownQueue, policyQueue } from '../workflows/queues.ts';
import type { WorkerConnection } from './connect.ts';
import { deploymentOptions } from './deployment.ts';
import { interceptors } from './interceptors.ts';
import { projectFolder } from './project-folder.ts';
import { runningWorker, type RunningWorker } from './running-worker.ts';
import { untraced, type Tracing } from './tracing.ts';

/**
 * The workers of one device: one takes what any policy worker may do, one takes what is meant for this process, which holds a
 * version in memory. Both share the device, one activity at a time. A third asks servers elsewhere, which takes no device.
 */
export async function policyWorker(
  { connection, namespace, dataConverter }: WorkerConnection,
  objects: ObjectStore,
  environment: Environment = process.env,
  tracing: Tracing = untraced,
): Promise<RunningWorker> {
  const store = withRememberedDocuments(objects);
  const on = computesOn(environment);
  const held = new HeldPolicies(store, on, projectFolder);
  const elsewhere = new HeldPolicies(store, on, projectFolder);
  const versioning = deploymentOptions(environment);
  const queue = ownQueue(randomUUID(), versioning.workerDeploymentOptions?.version.buildId);
  const activities = policyActivities(store, held, queue, projectFolder);
  const { answerPart } = policyActivities(store, elsewhere, queue, projectFolder);
  const serving = (taskQueue: string, options: Partial<WorkerOptions> = {}): Promise<Worker> =>
    Worker.create({
      activities,
      ...options,
      connection,
      namespace,
      dataConverter,
      taskQueue,
      interceptors: interceptors(tracing),
      maxHeartbeatThrottleInterval: '3 seconds',
      maxConcurrentActivityTaskExecutions: 1,
      // A step on the device is finished rather than thrown away.
      shutdownGraceTime: '30 seconds',
    });
  // The server must not take the queue of one process for a queue that each version serves; its name tells workflows of the build.
  const served = [
    serving(policyQueue, versioning),
    serving(queue),
    serving(elsewhereQueue, { ...versioning, activities: { answerPart } }),
  ];
  const worker = runningWorker(await Promise.all(served));
  return {
    ...worker,
    async run() {
      try {
        await worker.run();
      } finally {
        await Promise.all([held.close(), elsewhere.close()]);
      }
    },
  };
}
