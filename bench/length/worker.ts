/**
 * `node --import tsx bench/length/worker.ts <run as JSON> [policy]`: a worker process with the real workflows, as `npm start` has it, over instant
 * activities; with `policy`, one more policy worker alone. It ends with the IPC channel to who started it.
 */
import { fileURLToPath } from 'node:url';

import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

import { connectWorker } from '../../workers/connect.ts';
import { runningWorker } from '../../workers/running-worker.ts';
import { mainQueue, policyQueue } from '../../workflows/queues.ts';
import { instantActivities, type InstantRun } from './instant.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { connection, namespace } = await connectWorker(process.env);
const [asked = '', role] = process.argv.slice(2);
const run = JSON.parse(asked) as InstantRun;
const holder = `${policyQueue}-${process.pid}`;
const { light, policy } = instantActivities(run, holder);
const common = { connection, namespace };
const atOnce = run.devices ? { maxConcurrentActivityTaskExecutions: 1 } : {};
const served = [policyQueue, holder].map((taskQueue) => ({ ...common, ...atOnce, taskQueue, activities: policy }));
const main = {
  ...common,
  taskQueue: mainQueue,
  workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
  activities: light,
  maxCachedWorkflows: 40,
};
const worker = runningWorker(
  await Promise.all([...(role === 'policy' ? [] : [main]), ...served].map((options) => Worker.create(options))),
);
process.once('disconnect', () => worker.shutdown());
const running = worker.run();
process.send?.('ready');
await running;
await connection.close();
