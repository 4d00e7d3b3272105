import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';

import type { Swept } from '../report/swept-text.ts';

import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn } from '../store/objects.ts';
import { sweepStoreActivity } from './sweep-store.ts';

/** A Temporal at which nothing is open. */
const idle = {
  options: { loadedDataConverter: { payloadCodecs: [] } },
  workflow: { list: async function* () {} },
  withAbortSignal: (_: AbortSignal, work: () => unknown) => work(),
} as unknown as Client;

test('more objects than one deletion takes go, and those between them stay', async () => {
  const store = storeIn(memoryBucket(() => 0));
  const refs = await Promise.all(
    Array.from({ length: 2_100 }, (_, index) => store.put(Buffer.from(String(index)), 'png')),
  );
  const named = refs.filter((_, index) => index % 100 === 0);
  await store.writeRecord('runs/a/1/run.json', named);
  const environment = new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: 10_000 },
    { client: idle, logger: new DefaultLogger('ERROR') },
  );
  const swept: Swept = await environment.run(sweepStoreActivity(store), { spec: { olderThan: '1s', remove: true } });
  expect(swept.gone).toMatchObject([{ objects: 2_079 }]);
  expect(await store.listKeys('')).toEqual([...named.map(({ key }) => key), 'runs/a/1/run.json'].toSorted());
});
