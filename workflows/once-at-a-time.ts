import { WorkflowIdReusePolicy } from '@temporalio/workflow';

/**
 * How a workflow starts children whose ids are its own. A reset leaves the children of the run it ends at work; the run in its place
 * starts them again.
 */
export const onceAtATime = { workflowIdReusePolicy: WorkflowIdReusePolicy.TERMINATE_IF_RUNNING } as const;
