import type { Priority } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';

/**
 * One share of the workers for all that a workflow and its children do: a comparison of many arms gets no more of them than a single run.
 * Whoever starts it may put it into another share (`--fairness-key`). Servers share out where `matching.enableFairness` is set.
 */
export function fairShare(): Priority {
  const { priority, root, firstExecutionRunId } = workflowInfo();
  return priority?.fairnessKey ? {} : { fairnessKey: root?.runId ?? firstExecutionRunId };
}

/** The same, taken before what trains, which has 3: people wait for it. Whoever starts it may say otherwise (`--priority-key`). */
export function aheadOfTraining(): Priority {
  return { ...fairShare(), ...(workflowInfo().priority?.priorityKey ? {} : { priorityKey: 2 }) };
}
