import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';

import type { LightActivities } from '../activities/light-activities.ts';
import type { Swept } from '../report/swept-text.ts';
import { lightOptions } from './activity-options.ts';
import { sweptDetails } from './details.ts';
import { opened } from './opened.ts';
import { sweepId } from './sweep-id.ts';

/** A large store takes long to read; a sweep that dies is missed by its heartbeat all the same. */
const { sweepStore: sweep } = proxyActivities<LightActivities>({ ...lightOptions, startToCloseTimeout: '24 hours' });

/**
 * Removes from the store what no record and no open workflow reaches. The input is a sweep spec (activities/sweep-spec.ts); a bad one fails at once.
 * Under any other id than its own, as a schedule gives, it starts itself as a child of that id, and fails where a sweep is at work. Killed
 * anywhere, the activity begins again. History: some 10 events.
 */
export async function sweepStore(spec: unknown): Promise<Swept> {
  if (workflowInfo().workflowId !== sweepId) return sweptByChild(spec);
  const swept = await opened(sweep.executeWithOptions({ summary: 'read all records, then remove' }, [{ spec }]));
  setCurrentDetails(sweptDetails(swept));
  return swept;
}

async function sweptByChild(spec: unknown): Promise<Swept> {
  try {
    return await opened(
      executeChild(sweepStore, { workflowId: sweepId, staticSummary: 'the sweep at work', args: [spec] }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw ApplicationFailure.nonRetryable('another sweep is at work', 'SweepAtWork');
  }
}
