import {
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
} from '@temporalio/client';

import { sealKey } from '../activities/seal-run.ts';
import { intact } from '../store/errors.ts';
import { sha256Of, type ObjectStore } from '../store/objects.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { connectClient, type TemporalEnvironment } from './connect.ts';

/** What the history of a run says of its seal. */
interface SealInHistory {
  /** One sentence for people. */
  readonly says: string;
  /** Where the seal in the store is another. */
  readonly fault?: string;
}

/**
 * The execution that says how a run ended: of its chain, which a reset goes on with under another run id, the one that completed last, else
 * the last.
 */
async function lastOf(client: Client, workflowId: string, firstRunId: string): Promise<WorkflowExecutionDescription> {
  const chain: WorkflowExecutionDescription[] = [];
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = ${JSON.stringify(workflowId)}` })) {
    const each = await client.workflow.getHandle(workflowId, runId).describe();
    // A list does not tell it.
    if (each.raw.workflowExecutionInfo?.firstRunId === firstRunId) chain.push(each);
  }
  const [last] = chain.toSorted((a, b) => ended(b) - ended(a) || b.startTime.getTime() - a.startTime.getTime());
  if (!last) throw new WorkflowNotFoundError('no execution of this run', workflowId, firstRunId);
  return last;
}

const ended = ({ status }: WorkflowExecutionDescription): number => Number(status.name === 'COMPLETED');

/** The seal that a run ended with, as Temporal has it; or why it has none. */
async function sealOf(run: string, environment: TemporalEnvironment): Promise<{ sha256: string } | string> {
  const slash = run.lastIndexOf('/');
  const client = await connectClient(environment).catch(() => undefined);
  if (!client) return 'not reached: the seal was not compared with the result that it holds';
  try {
    const workflowId = run.slice(0, slash);
    const { status, runId } = await lastOf(client, workflowId, run.slice(slash + 1));
    const handle: WorkflowHandle<typeof trainCurriculum> = client.workflow.getHandle(workflowId, runId);
    if (status.name !== 'COMPLETED') return `the run is ${status.name}: it has no result to compare the seal with`;
    return (await handle.result()).seal ?? 'the result is of an earlier release, which had no seals';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      return 'it holds no result of this run any more: the seal was not compared';
    throw error;
  } finally {
    await client.connection.close();
  }
}

/** Compares the seal in the store with the one in the run's result, which Temporal keeps apart from the bucket. */
export async function sealInHistory(
  store: ObjectStore,
  environment: TemporalEnvironment,
  run: string,
): Promise<SealInHistory> {
  const known = await sealOf(run, environment);
  if (typeof known === 'string') return { says: known };
  const there = await intact(store.read(sealKey(run)));
  const found = there ? sha256Of(there) : undefined;
  if (found === known.sha256) return { says: 'the result has the same seal' };
  return {
    says: 'the result has another seal',
    fault: `record ${sealKey(run)} ${found === undefined ? 'is missing or cannot be read' : `has SHA-256 ${found}`}, the result of the run has ${known.sha256}`,
  };
}
