import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { begun } from './begun.ts';
import type { Batch } from './data.ts';
import type { Pixels } from './map-pixels.ts';

/** A batch, once its pictures are in this process's memory. */
export async function readWithPictures<Read extends Batch>(
  store: ObjectStore,
  pixels: Pixels,
  ref: ObjectRef,
): Promise<Read> {
  const batch = await store.getJson<Read>(ref);
  await Promise.all(batch.groups.map(({ map }) => pixels.of(map)));
  return batch;
}

/**
 * Has the questions of a step to come, and their pictures, in this process's memory by the time they are asked for, where the store remembers
 * what it reads. What cannot be read is told by who asks for it.
 */
export function readAhead(store: ObjectStore, pixels: Pixels, batch: ObjectRef): void {
  void begun(readWithPictures(store, pixels, batch));
}
