import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { mainQueue } from '../../workflows/queues.ts';
import { sweepId } from '../../workflows/sweep-id.ts';
import type { sweepStore } from '../../workflows/sweep-store.ts';

/** A sweep looks at whole seconds: what was written in the one at hand is too young for it. */
const secondMs = 1_100;

/** Sweeps the store of the workers that are up, with no time of grace. */
export async function sweep(client: Client): Promise<void> {
  await sleep(secondMs);
  const spec = { olderThan: '0s', remove: true };
  const options = { workflowId: sweepId, taskQueue: mainQueue, args: [spec] as [unknown] };
  await client.workflow.execute<typeof sweepStore>('sweepStore', options);
}
