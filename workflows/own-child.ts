import { WorkflowIdReusePolicy, type ChildWorkflowOptions } from '@temporalio/workflow';

import { fairShare } from './fair-share.ts';

/**
 * How a workflow starts a child whose id is its own, in its own share of the workers. A reset leaves the children of the run it ends at work;
 * the run in its place starts them again.
 */
export function ownChild(
  workflowId: string,
): Required<Pick<ChildWorkflowOptions, 'workflowId' | 'workflowIdReusePolicy' | 'priority'>> {
  return { workflowId, workflowIdReusePolicy: WorkflowIdReusePolicy.TERMINATE_IF_RUNNING, priority: fairShare() };
}
