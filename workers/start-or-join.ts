import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';

import { mainQueue } from '../workflows/queues.ts';
import { joinedWord, type Watching } from './watching.ts';

type RunWorkflow = (spec: unknown) => Promise<unknown>;

export interface RunToStart {
  readonly type: 'trainCurriculum' | 'coldStart' | 'compareArms';
  readonly workflowId: string;
  readonly summary: string;
  readonly spec: unknown;
}

/** A run that is under way, as a person is told of it. */
export interface RunAtWork {
  readonly workflowId: string;
  readonly runId: string;
  /** True where the run was under way already. */
  readonly joined: boolean;
  /** Where it can be looked at: its page in the UI, or the command that shows it. */
  readonly address: string;
}

export interface StartedRun<W extends RunWorkflow> extends RunAtWork {
  readonly handle: WorkflowHandle<W>;
}

/** The run of an id that is under way, or a new one: a second start joins the first. Says which, and where it can be looked at. */
export async function startOrJoin<W extends RunWorkflow>(
  client: Client,
  { type, workflowId, summary, spec }: RunToStart,
  { uiUrl, log }: Pick<Watching, 'uiUrl' | 'log'>,
): Promise<StartedRun<W>> {
  const existing = client.workflow.getHandle<W>(workflowId);
  const running = await existing.describe().then(
    ({ closeTime, runId }) => (closeTime ? undefined : runId),
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    },
  );
  const address = addressOf(client, workflowId, uiUrl);
  if (running !== undefined) {
    log(`run ${workflowId} ${joinedWord}: ${address}`);
    return { handle: existing, workflowId, runId: running, joined: true, address };
  }
  const options = { workflowId, taskQueue: mainQueue, staticSummary: summary, args: [spec] };
  const handle = await client.workflow.start(type, options);
  log(`run ${workflowId} started: ${address}`);
  const { firstExecutionRunId: runId } = handle;
  return { handle: handle as WorkflowHandle<W>, workflowId, runId, joined: false, address };
}

function addressOf(client: Client, workflowId: string, uiUrl: string | undefined): string {
  return uiUrl === undefined
    ? `temporal workflow show --workflow-id ${workflowId}`
    : `${uiUrl}/namespaces/${client.options.namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
