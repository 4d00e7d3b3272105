import type { Client } from '@temporalio/client';

import { runHistories, type HistoryEvent } from '../run-histories.ts';

/** What the histories of a run and its children tell of time and of what was done more than once. */
export interface HistoryFacts {
  /** All times are milliseconds of the server's clock. */
  readonly begun: number;
  readonly ended: number;
  /** When each update was done, in order. */
  readonly updates: readonly number[];
  /** Attempts at activities that a worker took and never answered. */
  readonly lostAttempts: number;
}

const timeOf = ({ eventTime }: HistoryEvent): number =>
  Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;

/** Those that end a step: the one of supervised stages, and the one that scores first. */
const updating: readonly unknown[] = ['updatePolicy', 'scoreAndUpdate'];

/** When updates were done. */
function updatesIn(events: readonly HistoryEvent[]): readonly number[] {
  const scheduled = new Set(
    events.flatMap(({ eventId, activityTaskScheduledEventAttributes: attributes }) =>
      updating.includes(attributes?.activityType?.name) ? [String(eventId)] : [],
    ),
  );
  return events.flatMap((event) => {
    const of = event.activityTaskCompletedEventAttributes?.scheduledEventId;
    return of !== undefined && scheduled.has(String(of)) ? [timeOf(event)] : [];
  });
}

export async function historyFacts(client: Client, workflowId: string): Promise<HistoryFacts> {
  const histories = await runHistories(client, workflowId);
  const [{ events: own }] = histories;
  const all = histories.flatMap(({ events }) => events);
  return {
    begun: timeOf(own[0]!),
    ended: timeOf(own.at(-1)!),
    updates: histories.flatMap(({ events }) => updatesIn(events)).toSorted((a, b) => a - b),
    lostAttempts: all.filter(
      ({ activityTaskStartedEventAttributes: started, activityTaskTimedOutEventAttributes: timedOut }) =>
        (started?.attempt ?? 1) > 1 || timedOut,
    ).length,
  };
}
