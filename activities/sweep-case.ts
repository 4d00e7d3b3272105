import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

import type { Swept } from '../report/swept-text.ts';
import type { sweepStoreActivity } from './sweep-store.ts';

/** A Temporal at which nothing is open. */
const idle = {
  options: { loadedDataConverter: { payloadCodecs: [] } },
  workflow: { list: async function* () {} },
  withAbortSignal: (_: AbortSignal, work: () => unknown) => work(),
} as unknown as Client;

/** Runs a sweep, for tests: of all that was last written at time 0. */
export function sweptAtOnce(sweep: ReturnType<typeof sweepStoreActivity>, remove = true): Promise<Swept> {
  const environment = new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: 10_000 },
    { client: idle, logger: new DefaultLogger('ERROR') },
  );
  return environment.run(sweep, { spec: { olderThan: '1s', remove } });
}
