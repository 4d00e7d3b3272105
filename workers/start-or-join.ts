import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';

import { mainQueue } from '../workflows/queues.ts';

type RunWorkflow = (spec: unknown) => Promise<unknown>;

export interface RunToStart {
  readonly type: 'trainCurriculum' | 'coldStart';
  readonly workflowId: string;
  readonly summary: string;
  readonly spec: unknown;
}

export interface StartedRun<W extends RunWorkflow> {
  readonly handle: WorkflowHandle<W>;
  /** True where the run was under way already. */
  readonly joined: boolean;
}

/** The run of an id that is under way, or a new one: a second start joins the first. */
export async function startOrJoin<W extends RunWorkflow>(
  client: Client,
  { type, workflowId, summary, spec }: RunToStart,
): Promise<StartedRun<W>> {
  const existing = client.workflow.getHandle<W>(workflowId);
  const joined = await existing.describe().then(
    ({ status }) => status.name === 'RUNNING',
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );
  if (joined) return { handle: existing, joined };
  const options = { workflowId, taskQueue: mainQueue, staticSummary: summary, args: [spec] };
  return { handle: (await client.workflow.start(type, options)) as WorkflowHandle<W>, joined };
}

/** Where a run can be looked at: its page in the UI, or the command that shows it. */
export function addressOf(client: Client, workflowId: string, uiUrl: string | undefined): string {
  return uiUrl === undefined
    ? `temporal workflow show --workflow-id ${workflowId}`
    : `${uiUrl}/namespaces/${client.options.namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
