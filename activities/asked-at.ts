import { asyncLocalStorage } from '@temporalio/activity';

/**
 * When the activity at work was asked for, by Temporal's clock in milliseconds: the same for every attempt at it. What it publishes is of this
 * time, so an attempt that hung and goes on an hour later puts nothing back. Undefined in a command that a person waits for.
 */
export const askedAt = (): number | undefined => asyncLocalStorage.getStore()?.info.scheduledTimestampMs;
