import { expect, test } from 'vitest';

import { memoryBucket } from './memory-bucket.ts';
import { storeIn, type ObjectStore } from './objects.ts';
import { Pieces } from './pieces.ts';

/** A store whose reads are counted, and pieces of it. */
function watched() {
  const store = storeIn(memoryBucket(() => 0));
  const read: string[] = [];
  const behind: ObjectStore = {
    ...store,
    get(ref) {
      read.push(ref.key);
      return store.get(ref);
    },
  };
  return { store, read, pieces: new Pieces(behind) };
}

test('an object is read once for all its pieces, and each is held to its digest', async () => {
  const { store, read, pieces } = watched();
  const [one, two] = await store.putTogether([Buffer.from('one'), Buffer.from('second')], 'pictures');
  expect((await pieces.get(two!)).toString()).toBe('second');
  expect((await pieces.get(one!)).toString()).toBe('one');
  expect(read).toEqual([one!.key]);
  await expect(pieces.get({ ...two!, start: 2 })).rejects.toMatchObject({ name: 'CorruptObject' });
});

test('what lies by itself is read each time', async () => {
  const { store, read, pieces } = watched();
  const ref = await store.put(Buffer.from('alone'), 'png');
  await pieces.get(ref);
  await pieces.get(ref);
  expect(read).toEqual([ref.key, ref.key]);
});

test('an object that was lost is read again once it is back', async () => {
  const { store, pieces } = watched();
  const [one] = await store.putTogether([Buffer.from('one')], 'pictures');
  await store.bucket.remove([one!.key]);
  await expect(pieces.get(one!)).rejects.toMatchObject({ name: 'MissingObject' });
  await store.putTogether([Buffer.from('one')], 'pictures');
  expect((await pieces.get(one!)).toString()).toBe('one');
});
