import { randomUUID } from 'node:crypto';

import { Worker, type WorkerOptions } from '@temporalio/worker';

import type { Environment } from '../access/secrets.ts';
import { HeldPolicies } from '../activities/held-policies.ts';
import { policyActivities } from '../activities/policy-activities.ts';
import { deviceOf } from '../policy/device.ts';
import { tinkerServerOf } from '../policy/remote/tinker-server.ts';
import { openAiServerOf } from '../policy/served/openai-server.ts';
import type { ObjectStore } from '../store/objects.ts';
import { withRememberedDocuments } from '../store/remembered-documents.ts';
import { ownQueue, policyQueue } from '../workflows/queues.ts';
import type { WorkerConnection } from './connect.ts';
import { deploymentOptions } from './deployment.ts';
import { interceptors } from './interceptors.ts';
import { projectFolder } from './project-folder.ts';
import { runningWorker, type RunningWorker } from './running-worker.ts';
import { untraced, type Tracing } from './tracing.ts';

/**
 * The workers of one device: one takes what any policy worker may do, one takes what is meant for this process, which holds a
 * version in memory. Both share the device, one activity at a time.
 */
export async function policyWorker(
  { connection, namespace, dataConverter }: WorkerConnection,
  objects: ObjectStore,
  environment: Environment = process.env,
  tracing: Tracing = untraced,
): Promise<RunningWorker> {
  const store = withRememberedDocuments(objects);
  const held = new HeldPolicies(
    store,
    {
      device: deviceOf(environment['REWARDMAP_DEVICE'] ?? 'cpu'),
      server: tinkerServerOf(environment),
      chatServer: openAiServerOf(environment),
    },
    projectFolder,
  );
  const versioning = deploymentOptions(environment);
  const queue = ownQueue(randomUUID(), versioning.workerDeploymentOptions?.version.buildId);
  const activities = policyActivities(store, held, queue, projectFolder);
  const serving = (taskQueue: string, options: Partial<WorkerOptions> = {}): Promise<Worker> =>
    Worker.create({
      ...options,
      connection,
      namespace,
      dataConverter,
      taskQueue,
      activities,
      interceptors: interceptors(tracing),
      maxHeartbeatThrottleInterval: '3 seconds',
      maxConcurrentActivityTaskExecutions: 1,
      // A step on the device is finished rather than thrown away.
      shutdownGraceTime: '30 seconds',
    });
  // The server must not take the queue of one process for a queue that each version serves; its name tells workflows of the build.
  const both = runningWorker(await Promise.all([serving(policyQueue, versioning), serving(queue)]));
  return {
    ...both,
    async run() {
      try {
        await both.run();
      } finally {
        await held.close();
      }
    },
  };
}
