import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { instantActivities } from '../test/instant-activities.ts';
import { instantRuns, type InstantRun, type InstantRuns } from '../test/instant-run.ts';
import { temporalCommand } from '../test/temporal-command.ts';
import {
  checkpointUpdate,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  setLearningRateUpdate,
  setStageLengthUpdate,
  skipToUpdate,
  stopUpdate,
} from './messages.ts';
import type { CurriculumResult, trainCurriculum } from './train-curriculum.ts';

const servers = inject('servers');
let runs: InstantRuns;

beforeAll(async () => {
  runs = await instantRuns(servers);
});

afterAll(() => runs.close());

const stages = [
  { name: 'dense', steps: 12 },
  { name: 'taught', steps: 2, learningRate: 0.01 },
  { name: 'sparse', steps: 3 },
] as const;

/** Updates in order, with what they were told of steering. */
const updates = ({ calls }: { calls: readonly string[] }): readonly string[] =>
  calls.filter((call) => call.startsWith('update'));

/** How many events of a run tell of updates. */
async function updateEvents(run: InstantRun): Promise<number> {
  const { events } = await run.fetchHistory();
  return (events ?? []).filter((event) =>
    Object.keys(event).some((key) => /Update\w*EventAttributes$/.test(key) && event[key as keyof typeof event]),
  ).length;
}

test('a checkpoint keeps the version after the step at work, also while the run is paused', async () => {
  const instant = instantActivities(stages, 100);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(3);
    const kept = await run.executeUpdate(checkpointUpdate);
    expect(kept).toEqual({ step: kept.step, digest: `v${kept.step}` });
    expect(kept.step).toBeGreaterThanOrEqual(3);
    expect(instant.calls).toContain(`snapshot ${kept.step}`);
    await run.executeUpdate(pauseUpdate);
    const { step } = await run.executeUpdate(checkpointUpdate);
    expect(instant.calls.at(-1)).toBe(`snapshot ${step}`);
    expect(await run.executeUpdate(checkpointUpdate)).toMatchObject({ step });
    await run.executeUpdate(stopUpdate);
    await run.result();
    expect(instant.acts().map(({ act, step, stage }) => [act, step, stage])).toEqual([
      ['checkpoint', kept.step, 'dense'],
      ['pause', step, 'dense'],
      ['checkpoint', step, 'dense'],
      ['checkpoint', step, 'dense'],
      ['stop', step, 'dense'],
    ]);
  });
});

test('a learning rate holds from the next step on, in the stages that go by the rate it takes the place of', async () => {
  const instant = instantActivities(stages, 50);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(3);
    const act = await run.executeUpdate(setLearningRateUpdate, { args: [{ learningRate: 0.0005 }] });
    expect(act).toMatchObject({ act: 'setLearningRate', of: null, from: 0.001, to: 0.0005, stage: 'dense' });
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 17 }, changes: 1 });
    expect(updates(instant)).toEqual(
      Array.from({ length: 17 }, (_, step) => {
        const steered = step >= act.step && step !== 12 && step !== 13;
        return steered ? `update ${step} {"learningRate":0.0005}` : `update ${step}`;
      }),
    );
  });
});

test('stages at work and to come are made shorter and longer', async () => {
  const instant = instantActivities(stages, 100);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(2);
    const longer = await run.executeUpdate(setStageLengthUpdate, { args: [{ stage: 'sparse', steps: 4 }] });
    expect(longer).toMatchObject({ of: 'sparse', from: 3, to: 4, runSteps: 18 });
    const shorter = await run.executeUpdate(setStageLengthUpdate, { args: [{ stage: 'dense', steps: 8 }] });
    expect(shorter).toMatchObject({ of: 'dense', from: 12, to: 8, runSteps: 14 });
    expect(await run.query(progressQuery)).toMatchObject({ steps: 14 });
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 14 }, changes: 2 });
    expect([...instant.log.values()].join(' ')).toBe(
      `${'dense '.repeat(8)}${'taught '.repeat(2)}${'sparse '.repeat(4)}`.trim(),
    );
    expect(updates(instant).at(-1)).toBe('update 13 {"runSteps":14}');
  });
});

test('a stage made shorter than what is done by then ends after the step at work, and says so', async () => {
  const instant = instantActivities(stages, 100);
  await runs.withRun(instant, async (run) => {
    // The curriculum hears of steps by twos: it cannot know that a third is at work.
    await instant.learnt(3);
    const act = await run.executeUpdate(setStageLengthUpdate, { args: [{ stage: 'dense', steps: 2 }] });
    expect(act).toMatchObject({ of: 'dense', from: 12, to: act.step });
    expect(act.step).toBeGreaterThan(2);
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: act.step + 5 } });
  });
});

test('a run skips to a later stage after the step at work', async () => {
  const instant = instantActivities(stages, 100);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(3);
    const act = await run.executeUpdate(skipToUpdate, { args: [{ stage: 'sparse' }] });
    expect(act).toMatchObject({ act: 'skipTo', from: 'dense', to: 'sparse' });
    expect(await run.query(progressQuery)).toMatchObject({ steps: act.step + 3 });
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: act.step + 3 } });
    expect([...instant.log.values()].join(' ')).toBe(`${'dense '.repeat(act.step)}${'sparse '.repeat(3)}`.trim());
    expect(instant.calls).toContain(`snapshot ${act.step}`);
  });
});

test('what is asked before the first stage holds from its first step on', async () => {
  const instant = instantActivities(stages);
  const { selectHeldOut } = instant.light;
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const evaluating = { ...instant.light, selectHeldOut: () => asked.then(selectHeldOut) };
  await runs.withRun({ ...instant, light: evaluating }, async (run) => {
    await runs.until(run, (_, state) => state === 'evaluating');
    expect(await run.executeUpdate(checkpointUpdate)).toEqual({ step: 0, digest: 'v0' });
    await run.executeUpdate(skipToUpdate, { args: [{ stage: 'taught' }] });
    const rate = await run.executeUpdate(setLearningRateUpdate, { args: [{ learningRate: 0.02 }] });
    expect(rate).toMatchObject({ of: 'taught', from: 0.01, to: 0.02, step: 0, stage: 'taught' });
    answer();
    expect(await run.result()).toMatchObject({ version: { step: 5 } });
    expect(updates(instant)).toEqual([
      'update 0 {"learningRate":0.02}',
      'update 1 {"learningRate":0.02}',
      'update 2',
      'update 3',
      'update 4',
    ]);
  });
});

const refused: readonly (readonly [update: string, input: unknown, reason: string | RegExp])[] = [
  ['setLearningRate', { learningRate: 0 }, 'learningRate: must be above 0 and at most 1 (got 0)'],
  ['setLearningRate', { learningRate: -0.1 }, 'learningRate: must be above 0 and at most 1 (got -0.1)'],
  ['setLearningRate', { learningRate: 1.5 }, 'learningRate: must be above 0 and at most 1 (got 1.5)'],
  [
    'setLearningRate',
    { learningRate: NaN },
    'the input must be {"learningRate": <a number>} (got {"learningRate":null})',
  ],
  ['setLearningRate', 0.001, 'the input must be {"learningRate": <a number>} (got 0.001)'],
  ['setLearningRate', { rate: 0.001 }, 'the input must be {"learningRate": <a number>} (got {"rate":0.001})'],
  ['setStageLength', { stage: 'third', steps: 5 }, 'stage: there is no "third", the stages are dense, taught, sparse'],
  ['setStageLength', { stage: 'dense', steps: 5 }, 'stage: "dense" has passed'],
  ['setStageLength', { stage: 'sparse', steps: 101 }, 'steps: must be a whole number from 1 to 100 (got 101)'],
  ['setStageLength', { stage: 'sparse', steps: 2.5 }, 'steps: must be a whole number from 1 to 100 (got 2.5)'],
  ['setStageLength', { stage: 'taught', steps: 1 }, /steps: must be a whole number from ([2-9]|\d\d) to 100 \(got 1\)/],
  ['skipTo', { stage: 'third' }, 'stage: there is no "third", the stages are dense, taught, sparse'],
  ['skipTo', { stage: 'dense' }, 'stage: "dense" has passed'],
  ['skipTo', { stage: 'taught' }, 'stage: "taught" is at work already'],
  ['skipTo', {}, 'the input must be {"stage": <the name of a stage>} (got {})'],
  ['resume', undefined, 'the run is not paused'],
];

test('what makes no sense is turned down, and leaves no event', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 1 }, { name: 'taught', steps: 30 }, stages[2]], 100);
  await runs.withRun(instant, async (run) => {
    async function turnedDown(update: string, input: unknown, reason: string | RegExp): Promise<void> {
      const refusal = await run.executeUpdate<unknown, [unknown]>(update, { args: [input] }).catch((error) => error);
      expect(refusal).toBeInstanceOf(WorkflowUpdateFailedError);
      const { message, type, nonRetryable } = (refusal as WorkflowUpdateFailedError).cause as ApplicationFailure;
      expect([type, nonRetryable]).toEqual(['Refused', true]);
      expect(message.replace(`cannot ${update}: `, '')).toMatch(reason);
    }
    // What the run knows of its stage's steps, which it is told at snapshots.
    while ((await run.query(progressQuery)).step < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const [update, input, reason] of refused) await turnedDown(update, input, reason);
    expect(await updateEvents(run)).toBe(0);
    await run.executeUpdate(stopUpdate);
    const events = await updateEvents(run);
    expect(events).toBeGreaterThan(0);
    await turnedDown('skipTo', { stage: 'sparse' }, 'the run is stopping already');
    await turnedDown('checkpoint', undefined, 'the run is stopping already');
    await run.result();
    expect(await updateEvents(run)).toBe(events);
    expect(instant.acts()).toHaveLength(1);
  });
});

test('a signal that is none is passed over, by a run and by its stage', async () => {
  const instant = instantActivities(stages, 100);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(2);
    for (const signal of ['steer', 'tookHold', 'reached'])
      for (const handle of [run, runs.client.workflow.getHandle(`${run.workflowId}/stage-dense`)])
        await handle.signal(signal, null);
    await run.executeUpdate(pauseUpdate);
    await run.executeUpdate(resumeUpdate);
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 17 } });
    const failed = ({ events }: Awaited<ReturnType<typeof run.fetchHistory>>) =>
      events?.some((event) => event.workflowTaskFailedEventAttributes);
    expect(failed(await run.fetchHistory())).toBe(false);
  });
});

/** Has the server put another run in place of the one at work, from its first task on. */
async function reset(workflowId: string): Promise<void> {
  const from = ['--workflow-id', workflowId, '--type', 'FirstWorkflowTask'];
  await temporalCommand(servers, ['workflow', 'reset', ...from, '--reason', 'test']);
}

/** The result of whichever run is at work. */
function resultNow({ workflowId }: InstantRun): Promise<CurriculumResult> {
  return runs.client.workflow.getHandle<typeof trainCurriculum>(workflowId).result();
}

test.each(['', '/stage-dense'])('a run that was steered takes the same steps after a reset of <id>%s', async (of) => {
  const instant = instantActivities(stages, 60);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(2);
    await run.executeUpdate(pauseUpdate);
    await run.executeUpdate(resumeUpdate);
    const rate = await run.executeUpdate(setLearningRateUpdate, { args: [{ learningRate: 0.0005 }] });
    await run.executeUpdate(setStageLengthUpdate, { args: [{ stage: 'dense', steps: 10 }] });
    await instant.learnt(rate.step + 2);
    await reset(`${run.workflowId}${of}`);
    expect(await resultNow(run)).toMatchObject({ outcome: 'finished', version: { step: 15 }, changes: 2 });
    expect([...instant.log.values()].join(' ')).toBe(
      `${'dense '.repeat(10)}${'taught '.repeat(2)}${'sparse '.repeat(3)}`.trim(),
    );
    const learnt = updates(instant).map((call) => Number(call.split(' ')[1]));
    expect(new Set(learnt).size).toBe(learnt.length);
    expect(instant.calls.some((call) => call.startsWith('walk'))).toBe(true);
    expect(instant.acts()).toHaveLength(4);
    const steered = updates(instant).filter((call) => call.includes('"learningRate":0.0005'));
    expect(steered).toHaveLength(10 - rate.step + 3);
  });
});

test('a run that has skipped a stage skips it again after a reset, at the same step', async () => {
  const instant = instantActivities(stages, 60);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(4);
    const act = await run.executeUpdate(skipToUpdate, { args: [{ stage: 'sparse' }] });
    await instant.learnt(act.step + 1);
    await reset(run.workflowId);
    expect(await resultNow(run)).toMatchObject({ outcome: 'finished', version: { step: act.step + 3 } });
    expect([...instant.log.values()].join(' ')).toBe(`${'dense '.repeat(act.step)}${'sparse '.repeat(3)}`.trim());
  });
});

test('a run that has failed goes on after a reset, from the steps that it has', async () => {
  const instant = instantActivities(stages);
  let broken = true;
  const scoreAndUpdate: typeof instant.policy.scoreAndUpdate = async (input) => {
    if (broken && instant.log.size === 5) throw new TypeError('a bad day');
    return instant.policy.scoreAndUpdate(input);
  };
  await runs.withRun({ ...instant, policy: { ...instant.policy, scoreAndUpdate } }, async (run) => {
    await expect(run.result()).rejects.toThrow('Workflow execution failed');
    broken = false;
    await reset(run.workflowId);
    expect(await resultNow(run)).toMatchObject({ outcome: 'finished', version: { step: 17 } });
    expect(updates(instant)).toEqual(Array.from({ length: 17 }, (_, step) => `update ${step}`));
  });
});
