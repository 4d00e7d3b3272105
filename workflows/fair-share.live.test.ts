import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { EvaluationPlan } from '../activities/open-evaluation.ts';
import { instantActivities } from '../test/instant-activities.ts';
import { instantRuns, type InstantRun, type InstantRuns } from '../test/instant-run.ts';
import { runHistories, type HistoryEvent } from '../test/run-histories.ts';
import type { evaluatePolicy } from './evaluate-policy.ts';
import { mainQueue } from './queues.ts';
import type { trainCurriculum } from './train-curriculum.ts';

let runs: InstantRuns;

beforeAll(async () => {
  runs = await instantRuns(inject('servers'));
});

afterAll(() => runs.close());

/** The shares of a workflow's executions and of those that it started, by what each was started as. */
async function sharesOf({
  workflowId,
}: Pick<InstantRun, 'workflowId'>): Promise<readonly (readonly [string, string])[]> {
  const starts = (await runHistories(runs.client, workflowId)).flatMap(
    ({ events }) => events[0]?.workflowExecutionStartedEventAttributes ?? [],
  );
  return starts.map(({ workflowType, priority }) => [workflowType?.name ?? '', priority?.fairnessKey ?? '']);
}

test('all that a run starts is in one share with it, also where it continues as new', async () => {
  await runs.withRun(instantActivities([{ name: 'dense', steps: 7 }]), async (run) => {
    await run.result();
    const { firstExecutionRunId } = run as InstantRun & { readonly firstExecutionRunId: string };
    const started = (await sharesOf(run)).filter(([type]) => type !== 'trainCurriculum');
    expect(started.filter(([type]) => type === 'trainStage').length).toBeGreaterThan(2);
    expect(new Set(started.map(([, share]) => share))).toEqual(new Set([firstExecutionRunId]));
  });
});

test('who starts a run may put it into another share', async () => {
  await runs.withRun(instantActivities([{ name: 'dense', steps: 1 }]), async (first) => {
    const options = { workflowId: `shared-${randomUUID()}`, taskQueue: mainQueue, args: [{}] as [unknown] };
    const priority = { fairnessKey: 'the team of maps' };
    const run = await runs.client.workflow.start<typeof trainCurriculum>('trainCurriculum', { ...options, priority });
    await Promise.all([first.result(), run.result()]);
    expect(new Set((await sharesOf(run)).map(([, share]) => share))).toEqual(new Set(['the team of maps']));
  });
});

const ref = { key: 'objects/00/none.json', sha256: '', bytes: 0 };
const many = 600;

test('a small run does not wait until a large one has been served', async () => {
  const served: string[] = [];
  const instant = instantActivities([{ name: 'dense', steps: 2 }]);
  let large: string | undefined;
  const light = {
    ...instant.light,
    selectBatches: async ({ count }: { readonly count: number }) => Array.from({ length: count }, () => ref),
    selectHeldOut: async ({ run }: { readonly run: { readonly name: string } }) => {
      large ??= run.name;
      return { batches: Array.from({ length: run.name === large ? many : 1 }, () => ref), notice: '' };
    },
  };
  const policy = {
    ...instant.policy,
    async rollout({ run }: { readonly run: { readonly name: string } }) {
      served.push(run.name);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { rollout: ref, seconds: 0, policySeconds: 0 };
    },
  };
  await runs.withRun(
    { light, policy },
    async () => {
      while (served.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
      const options = { workflowId: `small-${randomUUID()}`, taskQueue: mainQueue, args: [{}] as [unknown] };
      await runs.client.workflow.execute<typeof trainCurriculum>('trainCurriculum', options);
      expect(served.filter((name) => name === large).length).toBeLessThan(many);
      expect(served.filter((name) => name !== large)).toHaveLength(6);
    },
    { atOnce: 1 },
  );
});

const scheduled = ({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent) => scheduled ?? [];

test.each([
  [undefined, 2],
  [{ priorityKey: 4 }, 0],
])(
  'an evaluation that is started with priority %j asks with %i, 0 for as it was started',
  async (priority, expected) => {
    const instant = instantActivities([{ name: 'dense', steps: 1 }]);
    const plan = { title: 'a', name: 'evaluations/a', benchmark: 'maps', parts: 3, material: ref, kept: null } as const;
    const light = {
      ...instant.light,
      openEvaluation: async (): Promise<EvaluationPlan> => ({ ...plan, version: { step: 0, digest: 'v0' } }),
      writeEvaluation: async () => ({ metrics: {}, files: {}, version: { step: 0, digest: 'v0' }, benchmark: 'maps' }),
    };
    const policy = { ...instant.policy, answerPart: async () => ({ asked: 1 }) };
    await runs.withRun({ light, policy }, async (run) => {
      const workflowId = `evaluation-${randomUUID()}`;
      const options = { workflowId, taskQueue: mainQueue, args: [{}] as [unknown], ...(priority && { priority }) };
      await runs.client.workflow.execute<typeof evaluatePolicy>('evaluatePolicy', options);
      const [history] = await runHistories(runs.client, workflowId);
      const asked = history.events.flatMap(scheduled).filter(({ activityType }) => activityType?.name === 'answerPart');
      expect(asked.map((each) => each.priority?.priorityKey ?? 0)).toEqual([expected, expected, expected]);
      await run.result();
    });
  },
);
