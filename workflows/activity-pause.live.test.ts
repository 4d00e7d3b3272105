import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { alive } from '../activities/heartbeat.ts';
import type { ScoreAndUpdateInput } from '../activities/score-and-update.ts';
import { instantActivities } from '../test/instant-activities.ts';
import { instantRuns, type InstantRun, type InstantRuns } from '../test/instant-run.ts';
import { temporalCommand } from '../test/temporal-command.ts';

const servers = inject('servers');
let runs: InstantRuns;

beforeAll(async () => {
  runs = await instantRuns(servers);
});

afterAll(() => runs.close());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** PENDING_ACTIVITY_STATE_* of the API. */
const states = { scheduled: 1, started: 2 } as const;

/** The activity of a stage that is of this type and in this state, once there is one. */
async function pendingId(run: InstantRun, type: string, state: keyof typeof states): Promise<string> {
  for (;;) {
    const stage = runs.client.workflow.getHandle(`${run.workflowId}/stage-dense`);
    const pending = await stage.describe().then(
      ({ raw }) => raw.pendingActivities ?? [],
      () => [],
    );
    const found = pending.find((each) => each.activityType?.name === type && Number(each.state) === states[state]);
    if (found) return found.activityId!;
    await pause(50);
  }
}

const activity = (what: 'pause' | 'unpause', run: InstantRun, id: string): Promise<string> =>
  temporalCommand(servers, ['activity', what, '--workflow-id', `${run.workflowId}/stage-dense`, '--activity-id', id]);

test('an activity that is paused stops at its next heartbeat, waits, and is done when it is let go on', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 2 }]);
  const attempts: string[] = [];
  const scoreAndUpdate = alive(async (input: ScoreAndUpdateInput) => {
    const context = Context.current();
    const { step } = input.version;
    if (step === 0 && attempts.length === 0) {
      const reason = await context.cancelled.catch(() => context.cancellationDetails);
      attempts.push(reason?.paused ? 'paused' : 'cancelled');
      context.cancellationSignal.throwIfAborted();
    }
    attempts.push(`step ${step}`);
    return instant.policy.scoreAndUpdate(input);
  });
  await runs.withRun({ ...instant, policy: { ...instant.policy, scoreAndUpdate } }, async (run) => {
    const id = await pendingId(run, 'scoreAndUpdate', 'started');
    await activity('pause', run, id);
    while (attempts.length === 0) await pause(50);
    await pause(2_500);
    expect(attempts).toEqual(['paused']);
    await activity('unpause', run, id);
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 2 } });
    expect(attempts).toEqual(['paused', 'step 0', 'step 1']);
  });
});

test('one that waits for a worker of its own is held too, past its patience, and goes on when it is let go on', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 2 }]);
  const scoreAndUpdate: typeof instant.policy.scoreAndUpdate = async (input) => {
    const { policy, ...updated } = await instant.policy.scoreAndUpdate(input);
    return { ...updated, policy: { ...policy, holder: 'a-queue-that-nobody-serves' as never } };
  };
  await runs.withRun({ ...instant, policy: { ...instant.policy, scoreAndUpdate } }, async (run) => {
    await instant.learnt(1);
    const id = await pendingId(run, 'scoreAndUpdate', 'scheduled');
    await activity('pause', run, id);
    await pause(7_000);
    expect(instant.log.size).toBe(1);
    await activity('unpause', run, id);
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 2 } });
  });
});
