import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import type { Client, WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

import { failureByName } from '../workers/failure-by-name.ts';
import { progressQuery } from '../workflows/messages.ts';
import { mainQueue, policyQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { testClient } from './temporal.ts';

export type InstantRun = WorkflowHandle<typeof trainCurriculum>;

export interface InstantRuns {
  readonly client: Client;
  /** Runs a curriculum over instant activities while `watch` looks on. `atOnce`: activities of the policy at a time. */
  readonly withRun: (
    instant: { readonly light: object; readonly policy: object },
    watch: (run: InstantRun) => Promise<void>,
    options?: { readonly atOnce?: number },
  ) => Promise<void>;
  /** Waits until what a run, or the stage at work, tells of itself is so. */
  readonly until: (run: InstantRun, holds: (step: number, state: string) => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Runs of real workflows on the servers that tests share, with activities that take no time. */
export async function instantRuns(servers: Readonly<Record<string, string>>): Promise<InstantRuns> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const temporal = await testClient(servers);
  const { client, namespace } = temporal;
  const connection = await NativeConnection.connect({ address: temporal.address });
  const workflowBundle = await bundleWorkflowCode({
    logger: new DefaultLogger('ERROR'),
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
  });

  return {
    client,
    async withRun(instant, watch, { atOnce: maxConcurrentActivityTaskExecutions = 100 } = {}) {
      const workflowId = `instant-${randomUUID()}`;
      const common = { connection, namespace, interceptors: { activity: [failureByName] } };
      const workers = await Promise.all([
        Worker.create({ ...common, taskQueue: mainQueue, workflowBundle, activities: instant.light }),
        Worker.create({
          ...common,
          taskQueue: policyQueue,
          activities: instant.policy,
          maxConcurrentActivityTaskExecutions,
        }),
      ]);
      const running = Promise.all(workers.map((worker) => worker.run()));
      try {
        const options = { workflowId, taskQueue: mainQueue, args: [{}] as [unknown] };
        await watch(await client.workflow.start<typeof trainCurriculum>('trainCurriculum', options));
      } finally {
        // Where a test has failed: its run would go on among the activities of the next.
        await client.workflow
          .getHandle(workflowId)
          .terminate()
          .catch(() => undefined);
        for (const worker of workers) worker.shutdown();
        await running;
      }
    },
    async until(run, holds) {
      for (;;) {
        const { step, state, child } = await run.query(progressQuery);
        const inner = child?.includes('/stage-')
          ? await client.workflow
              .getHandle(child)
              .query(progressQuery)
              .catch(() => undefined)
          : undefined;
        if (holds(Math.max(step, inner?.step ?? 0), state)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close() {
      await connection.close();
      await temporal.close();
    },
  };
}
