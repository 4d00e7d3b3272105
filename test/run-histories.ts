import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** What one run of a workflow did. */
export interface RunHistory {
  readonly workflowId: string;
  readonly type: string;
  readonly events: readonly HistoryEvent[];
}

/** A workflow and all its children, each with the runs that it continued as new, in the order they were started. */
export async function runHistories(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<readonly [RunHistory, ...RunHistory[]]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const [first] = events ?? [];
  const last = events?.at(-1);
  if (!events || !first || !last) throw new Error(`workflow ${workflowId} has no history`);
  const later: RunHistory[] = [];
  for (const event of events) {
    const child = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
    if (child) later.push(...(await runHistories(client, child.workflowId ?? '', child.runId ?? '')));
  }
  const next = last.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  if (next) later.push(...(await runHistories(client, workflowId, next)));
  const type = first.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
  return [{ workflowId, type, events }, ...later];
}
