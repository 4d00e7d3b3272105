import type { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

import { objectsNamedIn, type NamedObject } from '../store/object-names.ts';

const { PendingActivityState } = proto.temporal.api.enums.v1;
/** An attempt is at work until it is handed back, whatever was asked of it meanwhile. */
const statesAtWork = new Set([
  PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
  PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED,
  PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED,
]);

/** Not all that are open run: one that Temporal's Workflow Pause holds has a status of its own. */
const openWorkflows = 'CloseTime IS NULL';

/** What is known of the workflows that have not ended. */
export interface OpenWork {
  /** When the oldest attempt at an activity that is still at work began, in milliseconds; infinite where there is none. */
  readonly oldestAttempt: number;
  /** Ids of open workflows by the ids of runs (UUIDs, of whatever) that their histories name. */
  readonly namedBy: ReadonlyMap<string, ReadonlySet<string>>;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const isPayload = (value: object): value is Payload & { data: Uint8Array } =>
  'data' in value && value.data instanceof Uint8Array;

/** All payloads of an event, wherever in it they stand. */
function* payloadsOf(event: unknown): Generator<Payload> {
  if (typeof event !== 'object' || event === null || event instanceof Uint8Array) return;
  if (isPayload(event)) yield event;
  else for (const part of Object.values(event)) yield* payloadsOf(part);
}

async function decoded(payloads: readonly Payload[], codecs: readonly PayloadCodec[]): Promise<readonly Uint8Array[]> {
  let plain = [...payloads];
  for (const codec of codecs.toReversed()) plain = await codec.decode(plain);
  return plain.flatMap(({ data }) => data ?? []);
}

/**
 * Looks through the workflows that are open, whatever they do: what a run that stands still for a weekend learns from next is named by its
 * history alone. Each object that a history names is told to `named`, with the id of the workflow.
 */
export async function openWork(
  client: Client,
  named: (object: NamedObject, workflowId: string) => void,
): Promise<OpenWork> {
  const { payloadCodecs } = client.options.loadedDataConverter;
  let oldestAttempt = Infinity;
  const namedBy = new Map<string, Set<string>>();
  for await (const { workflowId, runId } of client.workflow.list({ query: openWorkflows })) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { raw } = await handle.describe();
    for (const { state, lastStartedTime } of raw.pendingActivities ?? []) {
      // One that was cancelled before it began has no attempt.
      if (statesAtWork.has(state!) && lastStartedTime)
        oldestAttempt = Math.min(oldestAttempt, Number(lastStartedTime.seconds) * 1_000);
    }
    const { events } = await handle.fetchHistory();
    for (const event of events ?? []) {
      const texts = await decoded([...payloadsOf(event)], payloadCodecs);
      for await (const object of objectsNamedIn(texts)) named(object, workflowId);
      for (const [runId] of texts.flatMap((text) => [...Buffer.from(text).toString('latin1').matchAll(uuid)]))
        namedBy.set(runId, (namedBy.get(runId) ?? new Set()).add(workflowId));
    }
  }
  return { oldestAttempt, namedBy };
}
