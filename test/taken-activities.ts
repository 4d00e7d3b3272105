import type { WorkflowExecutionDescription } from '@temporalio/client';
import proto from '@temporalio/proto';

const { PENDING_ACTIVITY_STATE_STARTED: started } = proto.temporal.api.enums.v1.PendingActivityState;

type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** The activities of a workflow that a worker has in hand, or had when it died. */
export const takenActivities = ({ raw }: WorkflowExecutionDescription): readonly PendingActivity[] =>
  (raw.pendingActivities ?? []).filter(({ state }) => state === started);
