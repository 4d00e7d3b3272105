import { expect, test } from 'vitest';

import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn } from '../store/objects.ts';
import { sweptAtOnce } from './sweep-case.ts';
import { sweepStoreActivity } from './sweep-store.ts';

test('more objects than one deletion takes go, and those between them stay', async () => {
  const store = storeIn(memoryBucket(() => 0));
  const refs = await Promise.all(
    Array.from({ length: 2_100 }, (_, index) => store.put(Buffer.from(String(index)), 'png')),
  );
  const named = refs.filter((_, index) => index % 100 === 0);
  await store.writeRecord('runs/a/1/run.json', named);
  const swept = await sweptAtOnce(sweepStoreActivity(store));
  expect(swept.gone).toMatchObject([{ objects: 2_079 }]);
  expect(await store.listKeys('')).toEqual([...named.map(({ key }) => key), 'runs/a/1/run.json'].toSorted());
});
