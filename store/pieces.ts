import { checkedPart, digestIn, type ObjectRef, type ObjectStore } from './objects.ts';
import { Recent } from './recent.ts';

/**
 * Reads pieces of objects that were put together: each object is read and checked once for all its pieces, while it is among the last. One
 * that lies by itself is read as it is.
 */
export class Pieces {
  readonly #store: ObjectStore;
  readonly #wholes = new Recent<Buffer>(4);

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Throws as `get` of the store. */
  async get(ref: ObjectRef): Promise<Buffer> {
    const { key, start, bytes } = ref;
    const sha256 = digestIn(key);
    if (start === undefined || sha256 === undefined) return this.#store.get(ref);
    const whole = await this.#wholes.of(key, () => this.#store.get({ key, sha256, bytes }));
    return checkedPart(key, whole.subarray(start, start + bytes), { ...ref, start });
  }
}
