import { expect, test } from 'vitest';

import { memoryBucket } from './memory-bucket.ts';
import { storeIn, type ObjectStore } from './objects.ts';
import { withRememberedDocuments } from './remembered-documents.ts';

/** A store whose reads of JSON are counted, behind one that remembers. */
function watched() {
  const store = storeIn(memoryBucket(() => 0));
  const read: string[] = [];
  const behind: ObjectStore = {
    ...store,
    getJson(ref) {
      read.push(ref.sha256);
      return store.getJson(ref);
    },
  };
  return { store, read, remembering: withRememberedDocuments(behind) };
}

test('a small document is read once, a large one each time', async () => {
  const { store, read, remembering } = watched();
  const spec = await store.putJson({ seed: 7 });
  const batch = await store.putJson({ groups: 'x'.repeat(300_000) });
  for (const ref of [spec, batch, spec, batch]) await remembering.getJson(ref);
  expect(await remembering.getJson(spec)).toEqual({ seed: 7 });
  expect(read).toEqual([spec, batch, batch].map(({ sha256 }) => sha256));
});

test('one that is not there is looked for again', async () => {
  const { store, remembering } = watched();
  const elsewhere = storeIn(memoryBucket(() => 0));
  const ref = await elsewhere.putJson({ seed: 8 });
  await expect(remembering.getJson(ref)).rejects.toMatchObject({ name: 'MissingObject' });
  await store.putJson({ seed: 8 });
  expect(await remembering.getJson(ref)).toEqual({ seed: 8 });
});
