import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { expect, test } from 'vitest';

import { openWork } from './open-work.ts';

const { PendingActivityState } = proto.temporal.api.enums.v1;

type Pending = proto.temporal.api.workflow.v1.IPendingActivityInfo;

/** A Temporal at which one workflow is open, with these activities. */
function temporalWith(pendingActivities: readonly Pending[]): Client {
  const handle = { describe: async () => ({ raw: { pendingActivities } }), fetchHistory: async () => ({ events: [] }) };
  return {
    options: { loadedDataConverter: { payloadCodecs: [] } },
    workflow: {
      list: async function* () {
        yield { workflowId: 'a', runId: '1' };
      },
      getHandle: () => handle,
    },
  } as unknown as Client;
}

const oldestOf = async (...pending: readonly Pending[]): Promise<number> =>
  (await openWork(temporalWith(pending), () => undefined)).oldestAttempt;

const since = (seconds: number) => proto.google.protobuf.Timestamp.fromObject({ seconds });

test.each([
  ['SCHEDULED', Infinity],
  ['STARTED', 7_000],
  ['CANCEL_REQUESTED', 7_000],
  ['PAUSED', Infinity],
  ['PAUSE_REQUESTED', 7_000],
] as const)('an activity that is %s has been at work since %d', async (name, oldest) => {
  const state = PendingActivityState[`PENDING_ACTIVITY_STATE_${name}`];
  expect(await oldestOf({ state, lastStartedTime: since(7) })).toBe(oldest);
});

test('the oldest attempt counts; one that was cancelled before it began is none', async () => {
  const { PENDING_ACTIVITY_STATE_STARTED: started, PENDING_ACTIVITY_STATE_CANCEL_REQUESTED: cancelled } =
    PendingActivityState;
  const attempts = [9, 7, 8].map((seconds) => ({ state: started, lastStartedTime: since(seconds) }));
  expect(await oldestOf(...attempts, { state: cancelled })).toBe(7_000);
});
