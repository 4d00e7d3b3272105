import { expect, test } from 'vitest';

import { spansOf, timeSpent, workflowTask, type HistoryEvent, type Span } from './spans.ts';

const span = (what: string, scheduled: number, started: number, ended: number): Span => ({
  what,
  scheduled,
  started,
  ended,
});

test('each moment is counted once, as what holds the workflow up', () => {
  const spans = [
    span('select', 0, 2, 10),
    span(workflowTask, 10, 11, 13),
    span('rollout', 13, 15, 25),
    span('rollout', 13, 27, 35),
    span(workflowTask, 25, 26, 28),
    span('update', 36, 38, 48),
    span('snapshot', 36, 37, 50),
  ];
  expect(timeSpent(spans, 0, 52, ['update', 'rollout'])).toEqual({
    activities: { select: 8, rollout: 18, update: 10, snapshot: 1 + 2 },
    workflowTasks: 2,
    activityWaits: 2 + 2 + 2 + 1,
    workflowTaskWaits: 1,
    other: 1 + 2,
  });
});

test('what lies outside the time asked about does not count', () => {
  expect(timeSpent([span('rollout', 0, 10, 30)], 20, 25, []).activities).toEqual({ rollout: 5 });
});

test('a history gives its activities and its own tasks', () => {
  const at = (ms: number) => ({ seconds: 1, nanos: ms * 1e6 });
  const events = [
    { eventId: 1, eventTime: at(0), workflowTaskScheduledEventAttributes: {} },
    { eventId: 2, eventTime: at(1), workflowTaskStartedEventAttributes: {} },
    { eventId: 3, eventTime: at(4), workflowTaskCompletedEventAttributes: { scheduledEventId: 1, startedEventId: 2 } },
    { eventId: 4, eventTime: at(4), activityTaskScheduledEventAttributes: { activityType: { name: 'score' } } },
    { eventId: 5, eventTime: at(5), activityTaskStartedEventAttributes: {} },
    { eventId: 6, eventTime: at(9), activityTaskCompletedEventAttributes: { scheduledEventId: 4, startedEventId: 5 } },
  ] as unknown as readonly HistoryEvent[];
  expect(spansOf(events)).toEqual([span(workflowTask, 1000, 1001, 1004), span('score', 1004, 1005, 1009)]);
});
