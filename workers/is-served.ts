import { mainQueue } from '../workflows/queues.ts';
import type { Reached } from './with-servers.ts';

/** Whether a worker has asked for work of the main queue in the last minutes. */
export async function isServed({ client }: Pick<Reached, 'client'>): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: mainQueue },
  });
  return (pollers ?? []).length > 0;
}
