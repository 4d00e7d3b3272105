import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** PENDING_ACTIVITY_STATE_STARTED of the API. */
const startedState = 2;

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
  const { pendingActivities, pendingChildren } = described?.raw ?? {};
  const mine = (pendingActivities ?? []).filter(
    ({ state, lastWorkerIdentity }) => Number(state) === startedState && lastWorkerIdentity?.startsWith(`${pid}@`),
  );
  const ofChildren = await Promise.all(
    (pendingChildren ?? []).map((child) => inHand(client, child.workflowId ?? '', pid)),
  );
  return [
    ...mine.map(({ activityId, attempt }) => `${workflowId} ${described?.runId} ${activityId} ${attempt}`),
    ...ofChildren.flat(),
  ];
}
