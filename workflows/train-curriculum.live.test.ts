import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { instantActivities } from '../test/instant-activities.ts';
import { instantRuns, type InstantRuns } from '../test/instant-run.ts';
import { pauseUpdate, progressQuery, resumeUpdate, stopUpdate, type Progress } from './messages.ts';
import { mainQueue } from './queues.ts';
import type { trainStage } from './train-stage.ts';

let runs: InstantRuns;

beforeAll(async () => {
  runs = await instantRuns(inject('servers'));
});

afterAll(() => runs.close());

test('stages follow each other, continue as new, and keep snapshots', async () => {
  const instant = instantActivities([
    { name: 'dense', steps: 7 },
    { name: 'sparse', steps: 2 },
  ]);
  await runs.withRun(instant, async (run) => {
    const result = await run.result();
    expect(result).toMatchObject({ outcome: 'finished', version: { step: 9, digest: 'v9' }, divergences: 0 });
    expect(instant.calls.filter((call) => call.startsWith('update'))).toEqual(
      Array.from({ length: 9 }, (_, step) => `update ${step}`),
    );
    expect(instant.calls.filter((call) => call.startsWith('snapshot'))).toEqual(
      [2, 4, 6, 7, 8, 9].map((step) => `snapshot ${step}`),
    );
    const stage = await runs.client.workflow.getHandle(`${run.workflowId}/stage-dense`).describe();
    expect(stage.raw.workflowExecutionInfo?.firstRunId).not.toBe(stage.runId);
    expect(stage.historyLength).toBeLessThan(60);
  });
});

test('a gate ends its stage early, and the next begins where it stood', async () => {
  const instant = instantActivities([
    { name: 'dense', steps: 12, checkEvery: 2, opensAt: 6 },
    { name: 'sparse', steps: 3 },
  ]);
  await runs.withRun(instant, async (run) => {
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 9 } });
    expect(instant.calls.filter((call) => !call.startsWith('snapshot')).join(', ')).toBe(
      'update 0, update 1, check 2, update 2, update 3, check 4, update 4, update 5, check 6, update 6, update 7, update 8',
    );
    const dense = runs.client.workflow.getHandle(`${run.workflowId}/stage-dense`);
    expect(await dense.query(progressQuery)).toMatchObject({ step: 6, steps: 12, gate: { opened: 'at least' } });
    expect(await detailsOf(`${run.workflowId}/stage-dense`)).toContain('Gate: reward 6.0000 at step 6');
    expect(await run.query(progressQuery)).toMatchObject({ step: 9, steps: 9 });
  });
});

test('a gate that never opens leaves its stage the steps it states', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 5, checkEvery: 2 }]);
  await runs.withRun(instant, async (run) => {
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 5 } });
    expect(instant.calls.filter((call) => call.startsWith('check'))).toEqual(['check 2', 'check 4']);
  });
});

/** What the UI shows of a workflow. */
async function detailsOf(workflowId: string): Promise<string> {
  const { currentDetails } = await runs.client.workflow
    .getHandle(workflowId)
    .query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

test('a run hears how far its stage is at each snapshot, in few events', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 12 }], 100);
  await runs.withRun(instant, async (run) => {
    const heard: Progress[] = [];
    while ((heard.at(-1)?.step ?? 0) < 6) heard.push(await run.query(progressQuery));
    const steps = heard.map(({ step }) => step);
    expect(new Set(steps).size).toBeGreaterThan(2);
    expect(steps.filter((step) => step % 2 === 1)).toEqual([]);
    expect(heard.at(-1)).toMatchObject({ stage: 'dense', steps: 12, metrics: { 'critic/rewards/mean': 1 } });
    expect(await detailsOf(run.workflowId)).toMatch(/step \d+ of 12 in all/);
    await run.result();
    const { historyLength, typedSearchAttributes } = await run.describe();
    expect(historyLength).toBeLessThan(90);
    expect(typedSearchAttributes.getAll()).toContainEqual(expect.objectContaining({ value: 12 }));
    expect(await detailsOf(`${run.workflowId}/stage-dense`)).toContain('**dense**: step 12 of 12 (ended)');
  });
});

test('a stage without a curriculum trains all the same', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 5 }]);
  await runs.withRun(instant, async (run) => {
    const { policy } = await runs.client.workflow.execute<typeof trainStage>('trainStage', {
      workflowId: `alone-${randomUUID()}`,
      taskQueue: mainQueue,
      args: [
        {
          run: { name: 'alone', manifest: { key: '', sha256: '', bytes: 0 } },
          name: 'dense',
          firstStep: 0,
          endStep: 5,
          shards: 1,
          snapshotEvery: 2,
          continueAsNewAfter: 3,
          policy: { version: { step: 0, digest: 'v0' }, holder: null, divergences: 0 },
          metrics: {},
          paused: false,
        },
      ],
    });
    expect(policy.version.step).toBe(5);
    await run.result();
  });
});

test('a paused run takes no step, and goes on when told; what makes no sense is turned down', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 12 }], 100);
  await runs.withRun(instant, async (run) => {
    await expect(run.executeUpdate(resumeUpdate)).rejects.toMatchObject({
      cause: { message: 'cannot resume: the run is not paused' },
    });
    await runs.until(run, (step) => step >= 5);
    expect(await run.executeUpdate(pauseUpdate)).toBe('paused');
    await expect(run.executeUpdate(pauseUpdate)).rejects.toMatchObject({
      cause: { message: 'cannot pause: the run is paused already' },
    });
    // The step in hand is finished, which may take its time on a busy machine.
    let stood: number;
    do {
      stood = instant.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    } while (instant.calls.length > stood);
    expect(instant.log.size).toBeLessThan(12);
    expect(await run.executeUpdate(resumeUpdate)).toBe('training');
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 12 } });
  });
});

test('a stopped run finishes its step, keeps a snapshot and is evaluated', async () => {
  const instant = instantActivities(
    [
      { name: 'dense', steps: 50 },
      { name: 'sparse', steps: 5 },
    ],
    50,
  );
  await runs.withRun(instant, async (run) => {
    await runs.until(run, (step) => step >= 5);
    expect(await run.executeUpdate(stopUpdate)).toBe('stopping');
    await expect(run.executeUpdate(stopUpdate)).rejects.toMatchObject({
      cause: { message: 'cannot stop: the run is stopping already' },
    });
    const result = await run.result();
    expect(result.outcome).toBe('stopped');
    expect(result.version.step).toBeLessThan(50);
    expect(result.after).toMatchObject({ label: 'after', step: result.version.step });
    expect(instant.calls.at(-1)).toBe(`snapshot ${result.version.step}`);
  });
});

test('a cancelled run keeps a snapshot of what it has, also after its stage continued as new', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 50 }], 50);
  await runs.withRun(instant, async (run) => {
    await runs.until(run, (step) => step >= 5);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    const stage = await runs.client.workflow.getHandle(`${run.workflowId}/stage-dense`).describe();
    expect(stage.status.name).toBe('CANCELLED');
    expect(instant.calls.length).toBeLessThan(20);
    expect(instant.calls.at(-1)).toMatch(/^snapshot \d+$/);
  });
});
