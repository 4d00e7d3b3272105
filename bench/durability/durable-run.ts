import { randomUUID } from 'node:crypto';

import type { Client, WorkflowHandle } from '@temporalio/client';

import type { CurriculumSpec } from '../../activities/spec.ts';
import { mainQueue } from '../../workflows/queues.ts';
import type { CurriculumResult, trainCurriculum } from '../../workflows/train-curriculum.ts';
import { spansOf, timeOf, timeSpent, type HistoryEvent, type TimeSpent } from './spans.ts';

export type Run = WorkflowHandle<typeof trainCurriculum> & { readonly firstExecutionRunId: string };

/** One run of a workflow in a chain that continued as new. */
export interface Link {
  readonly events: readonly HistoryEvent[];
  /** As the server counts them. */
  readonly bytes: number;
}

/** What the steps of a run took, its evaluations left out. */
export interface DurableRun {
  readonly result: CurriculumResult;
  /** From the start of the first stage to the end of the last, with all that lies between. */
  readonly seconds: number;
  readonly spent: TimeSpent;
  /** Of the stages. */
  readonly events: number;
  readonly bytes: number;
}

/** Activities of a step, the one that a step waits for before those that go on beside it. */
const order = ['scoreAndUpdate', 'rollout', 'selectBatches'];

export const stepsOf = ({ stages }: CurriculumSpec): number =>
  stages.reduce((sum, stage) => sum + (stage.steps ?? 0), 0);

/** What a run is started with: a spec, or nothing where its activities read none. */
type Asked = CurriculumSpec | Readonly<Record<string, never>>;

export function startRun(client: Client, spec: Asked): Promise<Run> {
  const workflowId = `bench-${randomUUID()}`;
  return client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId,
    taskQueue: mainQueue,
    args: [spec],
  });
}

/** A workflow with the runs that it continued as new, in their order. */
async function chainOf(client: Client, workflowId: string, runId?: string): Promise<readonly Link[]> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const [{ events }, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const link = { events: events ?? [], bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0) };
  const next = link.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  return next ? [link, ...(await chainOf(client, workflowId, next))] : [link];
}

/** A curriculum, and its stages, each a chain. */
export async function historiesOf(
  client: Client,
  { workflowId }: Run,
): Promise<{ readonly curriculum: Link; readonly stages: readonly (readonly Link[])[] }> {
  const [curriculum] = await chainOf(client, workflowId);
  const children = curriculum!.events.flatMap(
    ({ childWorkflowExecutionStartedEventAttributes: started }) => started?.workflowExecution ?? [],
  );
  const stages = children.filter((child) => child.workflowId?.includes('/stage-'));
  return {
    curriculum: curriculum!,
    stages: await Promise.all(stages.map((stage) => chainOf(client, stage.workflowId ?? '', stage.runId ?? undefined))),
  };
}

/** Runs a curriculum and tells what its steps took. */
export async function durableRun(client: Client, spec: Asked): Promise<DurableRun> {
  const run = await startRun(client, spec);
  const result = await run.result();
  const links = (await historiesOf(client, run)).stages.flat();
  const events = links.flatMap((link) => link.events);
  const [from, to] = [timeOf(links[0]!.events[0]!), timeOf(events.at(-1)!)];
  const spans = links.flatMap((link) => spansOf(link.events));
  return {
    result,
    seconds: (to - from) / 1000,
    spent: timeSpent(spans, from, to, order),
    events: events.length,
    bytes: links.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
