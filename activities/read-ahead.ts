import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { begun } from './begun.ts';
import type { Batch } from './data.ts';
import type { Pixels } from './map-pixels.ts';

/**
 * Has the questions of a step to come, and their pictures, in this process's memory by the time they are asked for, where the store remembers
 * what it reads. What cannot be read is told by who asks for it.
 */
export function readAhead(store: ObjectStore, pixels: Pixels, batch: ObjectRef): void {
  const pictures = async (): Promise<unknown> => {
    const { groups } = await store.getJson<Batch>(batch);
    return Promise.all(groups.map(({ map }) => pixels.of(map)));
  };
  void begun(pictures());
}
