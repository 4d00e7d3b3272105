import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, inject, test } from 'vitest';

import { watchRun } from '../workers/watch-run.ts';
import { testClient } from './temporal.ts';

/** A run that no worker takes up: it can be described, and a query of it waits. */
async function waitingRun() {
  const temporal = await testClient(inject('servers'));
  const handle = await temporal.client.workflow.start('trainCurriculum', {
    workflowId: `waiting-${randomUUID()}`,
    taskQueue: `nobody-${randomUUID()}`,
    args: [{}],
  });
  return { temporal, handle };
}

test('who leaves a run leaves no request behind that would find the connection closed', async () => {
  const { temporal, handle } = await waitingRun();
  const stop = new AbortController();
  const watching = watchRun(temporal.client, handle, stop.signal, async () => undefined);
  await sleep(700);
  stop.abort();
  expect(await watching).toBe(false);
  await handle.terminate();
  await temporal.close();
  // A request that tried again now would end this process.
  await sleep(2_000);
});

test('a run that has ended is seen to have ended', async () => {
  const { temporal, handle } = await waitingRun();
  const never = new AbortController().signal;
  const watching = watchRun(temporal.client, handle, never, async () => undefined);
  await handle.terminate();
  expect(await watching).toBe(true);
  await temporal.close();
});
