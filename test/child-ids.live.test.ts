import { randomUUID } from 'node:crypto';

import type { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { mainQueue } from '../workflows/queues.ts';
import { Fleet } from './fleet.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
let temporal: TestClient;

beforeAll(async () => {
  temporal = await testClient(servers);
  await fleet.start('workflow');
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

test.each(['trainCurriculum', 'coldStart', 'compareArms', 'evaluatePolicy', 'buildDataset'])(
  '%s refuses an id that a run gives a child of its own, and would end',
  async (type) => {
    const workflowId = `a-run-${randomUUID()}/evaluate-after`;
    const ended = temporal.client.workflow.execute(type, { workflowId, taskQueue: mainQueue, args: [{}] });
    const { cause } = (await ended.catch((error: unknown) => error)) as WorkflowFailedError;
    expect(cause).toMatchObject({
      type: 'InvalidSpec',
      message: expect.stringContaining('the workflow id: must not have "evaluate-after" after a slash') as string,
    });
  },
);
