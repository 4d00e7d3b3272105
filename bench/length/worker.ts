/**
 * `node --import tsx bench/length/worker.ts <run as JSON>`: a worker process with the real workflows, as `npm start` has it, over instant
 * activities. It ends with the IPC channel to who started it.
 */
import { fileURLToPath } from 'node:url';

import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

import { connectWorker } from '../../workers/connect.ts';
import { mainQueue, policyQueue } from '../../workflows/queues.ts';
import { instantActivities, type InstantRun } from './instant.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { connection, namespace } = await connectWorker(process.env);
const holder = `${policyQueue}-${process.pid}`;
const { light, policy } = instantActivities(JSON.parse(process.argv[2]!) as InstantRun, holder);
const common = { connection, namespace };
const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: mainQueue,
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    activities: light,
    maxCachedWorkflows: 40,
  }),
  ...[policyQueue, holder].map((taskQueue) => Worker.create({ ...common, taskQueue, activities: policy })),
]);
process.once('disconnect', () => workers.forEach((worker) => worker.shutdown()));
const running = workers.map((worker) => worker.run());
process.send?.('ready');
await Promise.all(running);
await connection.close();
