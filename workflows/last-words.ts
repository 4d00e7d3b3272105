import { log, type ActivityOptions } from '@temporalio/workflow';

const briefly: ActivityOptions = { scheduleToCloseTimeout: '1 minute' };

/** What a cancelled workflow still does before it ends: for a minute at most, and whatever comes of it, it ends as cancelled. */
export async function lastWords(work: (within: ActivityOptions) => Promise<unknown>): Promise<void> {
  await work(briefly).catch((error: unknown) => log.warn('cancelled without its last words', { error }));
}
