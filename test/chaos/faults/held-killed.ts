import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';

import { pauseUpdate, resumeUpdate } from '../../../workflows/messages.ts';
import type { Injector } from './scene.ts';

/** Undefined where the run has ended, or is about to: nothing of it can be held any more. */
async function unlessEnded<T>(update: Promise<T>): Promise<T | undefined> {
  return update.catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) return undefined;
    throw error;
  });
}

/** A person pauses the run; before that has taken hold the workflow worker is killed, and once another is there the run is to go on. */
export const heldKilled: Injector = async ({ world: { client }, crew, workflowId, struck }) => {
  const run = client.workflow.getHandle(workflowId);
  if (!(await unlessEnded(run.startUpdate(pauseUpdate, { waitForStage: 'ACCEPTED' })))) return;
  struck();
  await crew.kill(crew.of('workflow'));
  await crew.enter('workflow');
  await unlessEnded(run.executeUpdate(resumeUpdate));
};
