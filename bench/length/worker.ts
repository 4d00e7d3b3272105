/**
 * `node --import tsx bench/length/worker.ts <run as JSON>`: a worker process with the real workflows, as `npm start` has it, over instant
 * activities; or with a policy worker for each simulated device. It ends with the IPC channel to who started it.
 */
import { fileURLToPath } from 'node:url';

import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

import { connectWorker } from '../../workers/connect.ts';
import { mainQueue, policyQueue } from '../../workflows/queues.ts';
import { instantActivities, type InstantRun } from './instant.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { connection, namespace } = await connectWorker(process.env);
const run = JSON.parse(process.argv[2]!) as InstantRun;
const devices = Array.from({ length: run.devices?.count ?? 1 }, (_, index) => {
  const holder = `${policyQueue}-${process.pid}-${index}`;
  return { holder, ...instantActivities(run, holder) };
});
const common = { connection, namespace };
const atOnce = run.devices ? { maxConcurrentActivityTaskExecutions: 1 } : {};
const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: mainQueue,
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    activities: devices[0]!.light,
    maxCachedWorkflows: 40,
  }),
  ...devices.flatMap(({ holder, policy: activities }) =>
    [policyQueue, holder].map((taskQueue) => Worker.create({ ...common, ...atOnce, taskQueue, activities })),
  ),
]);
process.once('disconnect', () => workers.forEach((worker) => worker.shutdown()));
const running = workers.map((worker) => worker.run());
process.send?.('ready');
await Promise.all(running);
await connection.close();
