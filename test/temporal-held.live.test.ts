import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { openWork } from '../activities/open-work.ts';
import { findProgram } from '../infra/servers/find-program.ts';
import { setUpOfThisMachine } from '../infra/servers/set-up.ts';
import { temporalProgram } from '../infra/servers/temporal-program.ts';
import { startOrJoin } from '../workers/start-or-join.ts';
import { watchRun } from '../workers/watch-run.ts';

/** A server that allows Workflow Pause, which ours does not and others may. */
let temporal: TestWorkflowEnvironment;

beforeAll(async () => {
  const path = await findProgram(
    temporalProgram,
    setUpOfThisMachine(() => undefined),
  );
  temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: ['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'],
    },
  });
}, 60_000);

afterAll(() => temporal.teardown());

test('a run that Temporal itself holds has not ended: what it names stays, and who starts it again joins it', async () => {
  const { client, connection } = temporal;
  const workflowId = `held-${randomUUID()}`;
  const key = `objects/ab/ab${'0'.repeat(62)}.json`;
  const handle = await client.workflow.start('trainStage', { workflowId, taskQueue: 'nobody', args: [{ key }] });
  const namespace = client.options.namespace;
  await connection.workflowService.pauseWorkflowExecution({ namespace, workflowId, requestId: randomUUID() });
  const isHeld = async (): Promise<boolean> =>
    (await client.workflow.count(`WorkflowId = "${workflowId}" AND ExecutionStatus = "Paused"`)).count === 1;
  await vi.waitUntil(isHeld, { timeout: 10_000 });

  const named: string[] = [];
  await openWork(client, (object) => void named.push(object.key));
  expect(named).toEqual([key]);
  const asked = { type: 'trainCurriculum', workflowId, summary: '', spec: {} } as const;
  const joined = await startOrJoin(client, asked, { uiUrl: undefined, log: () => undefined });
  expect(joined).toMatchObject({ joined: true, runId: handle.firstExecutionRunId });
  const watching = watchRun(client, handle, new AbortController().signal, async () => undefined);
  expect(await Promise.race([watching, sleep(1_500, 'goes on')])).toBe('goes on');
  await handle.terminate();
  expect(await watching).toBe(true);
});
