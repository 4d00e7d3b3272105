import { WorkflowNotFoundError, type Client } from '@temporalio/client';

import { takenActivities } from '../taken-activities.ts';

/**
 * The attempts at activities of a workflow and its children that a process has taken and not answered. Asks the server alone: the
 * process may be frozen.
 */
export async function inHand(client: Client, workflowId: string, pid: number): Promise<readonly string[]> {
  const described = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  if (!described) return [];
  const mine = takenActivities(described).filter(({ lastWorkerIdentity }) => lastWorkerIdentity?.startsWith(`${pid}@`));
  const ofChildren = await Promise.all(
    (described.raw.pendingChildren ?? []).map((child) => inHand(client, child.workflowId ?? '', pid)),
  );
  return [
    ...mine.map(({ activityId, attempt }) => `${workflowId} ${described.runId} ${activityId} ${attempt}`),
    ...ofChildren.flat(),
  ];
}
