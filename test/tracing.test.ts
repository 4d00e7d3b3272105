import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, expect, test } from 'vitest';

const taskQueue = { name: 'any' };
interface Event {
  readonly eventType: string;
  readonly [attributes: `${string}EventAttributes`]: object;
}

const task = (completed: number): readonly Event[] => [
  { eventType: 'WORKFLOW_TASK_SCHEDULED', workflowTaskScheduledEventAttributes: { taskQueue } },
  {
    eventType: 'WORKFLOW_TASK_STARTED',
    workflowTaskStartedEventAttributes: { scheduledEventId: String(completed - 2) },
  },
  {
    eventType: 'WORKFLOW_TASK_COMPLETED',
    workflowTaskCompletedEventAttributes: {
      scheduledEventId: String(completed - 2),
      startedEventId: String(completed - 1),
      sdkMetadata: {
        coreUsedFlags: [3, 2, 1],
        langUsedFlags: [2],
        sdkName: 'temporal-typescript',
        sdkVersion: '1.24.0',
      },
    },
  },
];
const scheduled = (name: string, activityId: string, by: number): Event => ({
  eventType: 'ACTIVITY_TASK_SCHEDULED',
  activityTaskScheduledEventAttributes: {
    activityId,
    activityType: { name },
    taskQueue,
    workflowTaskCompletedEventId: String(by),
  },
});

/** What a worker without tracing made of `delicate`: a signal and the first result came to it in one task. */
const events = [
  {
    eventType: 'WORKFLOW_EXECUTION_STARTED',
    workflowExecutionStartedEventAttributes: {
      workflowType: { name: 'delicate' },
      taskQueue,
      originalExecutionRunId: '01a2179d-5aea-7814-84e3-22931f3237ae',
      firstExecutionRunId: '01a2179d-5aea-7814-84e3-22931f3237ae',
      workflowTaskTimeout: '10s',
      attempt: 1,
    },
  },
  ...task(4),
  scheduled('first', '1', 4),
  { eventType: 'ACTIVITY_TASK_STARTED', activityTaskStartedEventAttributes: { scheduledEventId: '5', attempt: 1 } },
  {
    eventType: 'ACTIVITY_TASK_COMPLETED',
    activityTaskCompletedEventAttributes: { scheduledEventId: '5', startedEventId: '6' },
  },
  {
    eventType: 'WORKFLOW_EXECUTION_SIGNALED',
    workflowExecutionSignaledEventAttributes: { signalName: 'hurry' },
  },
  ...task(11),
  scheduled('drawn-9c58c6db', '2', 11),
  scheduled('hurried', '3', 11),
].map((event, index) => ({
  ...event,
  eventId: String(index + 1),
  eventTime: '2026-01-01T00:00:00Z',
  eventType: `EVENT_TYPE_${event.eventType}`,
}));

const interceptors = {
  none: [],
  ours: [fileURLToPath(new URL('../workflows/tracing/interceptors.ts', import.meta.url))],
  'those of the SDK alone': [
    createRequire(import.meta.url).resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors'),
  ],
};

async function replayedWith(workflowInterceptorModules: string[]): Promise<void> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('delicate-workflow.ts', import.meta.url)),
    workflowInterceptorModules,
    logger: new DefaultLogger('ERROR'),
  });
  const sinks = { exporter: { export: { fn: () => undefined } } };
  await Worker.runReplayHistory({ workflowBundle, sinks }, { events }, 'delicate');
}

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

test.each(['none', 'ours'] as const)(
  'a history made without tracing replays with these interceptors: %s',
  async (which) => {
    await expect(replayedWith(interceptors[which])).resolves.toBeUndefined();
  },
);

test('it does not with those of the SDK, left to themselves', async () => {
  await expect(replayedWith(interceptors['those of the SDK alone'])).rejects.toThrow(DeterminismViolationError);
});
