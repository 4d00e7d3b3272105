import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { progressQuery } from '../workflows/messages.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { Fleet } from './fleet.ts';
import { smallRun } from './small-run.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);
let connection: Connection;
let client: Client;
let store: ObjectStore;

beforeAll(async () => {
  connection = await Connection.connect({ address: servers['TEMPORAL_ADDRESS'] ?? '' });
  client = new Client({ connection, namespace: servers['TEMPORAL_NAMESPACE'] ?? 'default' });
  store = await openStore(storeConnection(servers));
  await fleet.start('workflow');
});

afterAll(async () => {
  await fleet.stop();
  await connection.close();
});

type Run = WorkflowHandle<typeof trainCurriculum>;

const start = (workflowId: string): Promise<Run> =>
  client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId,
    taskQueue: mainQueue,
    args: [smallRun],
  });

/** Waits until a run has logged a step. */
async function logged(run: Run, step: number): Promise<void> {
  for (;;) {
    const { run: name } = await run.query(progressQuery);
    if (name !== '' && (await runRecords(store, name).logEntry(step))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test(
  'a run whose policy worker is killed in the middle of a step ends as one never killed',
  { timeout: 300_000 },
  async () => {
    let policyWorker = await fleet.start('policy');
    const undisturbed = await start('undisturbed').then((run) => run.result());
    expect(undisturbed.outcome).toBe('finished');
    expect(undisturbed.version.step).toBe(8);

    const run = await start('killed');
    // Version 6 is past the snapshot of step 4, so the new worker must make updates again.
    await logged(run, 5);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await fleet.kill(policyWorker);
    policyWorker = await fleet.start('policy');
    const killed = await run.result();

    expect(killed.version).toEqual(undisturbed.version);
    expect(killed.after).toEqual({ ...undisturbed.after });
    expect(killed.divergences).toBe(0);
    await fleet.kill(policyWorker);
  },
);
