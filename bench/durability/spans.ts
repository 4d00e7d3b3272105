import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** What went on in a workflow for a while: times are milliseconds of the server's clock. */
export interface Span {
  /** An activity by its type, or a task of the workflow itself. */
  readonly what: string;
  readonly scheduled: number;
  readonly started: number;
  readonly ended: number;
}

export const workflowTask = 'workflow task';

/** Milliseconds of an event. */
export function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}

/** Activities and workflow tasks of one history that ended well; of one tried again, its last attempt. */
export function spansOf(events: readonly HistoryEvent[]): readonly Span[] {
  const byId = new Map(events.map((event) => [String(event.eventId), event]));
  const at = (id: unknown): number => timeOf(byId.get(String(id))!);
  return events.flatMap((event): Span[] => {
    const activity = event.activityTaskCompletedEventAttributes;
    const task = event.workflowTaskCompletedEventAttributes;
    const ended = activity ?? task;
    if (!ended) return [];
    const scheduled = byId.get(String(ended.scheduledEventId))?.activityTaskScheduledEventAttributes;
    return [
      {
        what: scheduled?.activityType?.name ?? workflowTask,
        scheduled: at(ended.scheduledEventId),
        started: at(ended.startedEventId),
        ended: timeOf(event),
      },
    ];
  });
}

/** Where the time of a workflow went: in an activity, in workflow code, or waiting for a worker to take one of the two. */
export interface TimeSpent {
  /** By the activity's type. */
  readonly activities: Readonly<Record<string, number>>;
  readonly workflowTasks: number;
  readonly activityWaits: number;
  readonly workflowTaskWaits: number;
  /** None of these. */
  readonly other: number;
}

/**
 * Parts the milliseconds from `from` to `to`, each moment counted once: as the activity that runs, the first of `order` where several do;
 * else as waiting for an activity to be taken; else as the workflow's own task, or waiting for it.
 */
export function timeSpent(spans: readonly Span[], from: number, to: number, order: readonly string[]): TimeSpent {
  const edges = [
    ...new Set([from, to, ...spans.flatMap(({ scheduled, started, ended }) => [scheduled, started, ended])]),
  ]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  const activities: Record<string, number> = {};
  const spent = { workflowTasks: 0, activityWaits: 0, workflowTaskWaits: 0, other: 0 };
  const rank = (what: string): number => (order.includes(what) ? order.indexOf(what) : order.length);
  for (const [index, begin] of edges.entries()) {
    const end = edges[index + 1];
    if (end === undefined) break;
    const runs = spans.filter(({ started, ended }) => started <= begin && ended >= end);
    const waits = spans.filter(({ scheduled, started }) => scheduled <= begin && started >= end);
    const atWork = runs.filter(({ what }) => what !== workflowTask).toSorted((a, b) => rank(a.what) - rank(b.what))[0];
    if (atWork) activities[atWork.what] = (activities[atWork.what] ?? 0) + end - begin;
    else if (waits.some(({ what }) => what !== workflowTask)) spent.activityWaits += end - begin;
    else if (runs.length > 0) spent.workflowTasks += end - begin;
    else if (waits.length > 0) spent.workflowTaskWaits += end - begin;
    else spent.other += end - begin;
  }
  return { activities, ...spent };
}
