import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { pixelsOf } from '../transit/pixels.ts';

const kept = 256;

/** Map pictures as the RGB bytes that a policy sees. The update of a step sees the maps of its rollout again, so some are kept. */
export class MapPixels {
  readonly #store: ObjectStore;
  readonly #pixels = new Map<string, Promise<Uint8Array>>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  of(map: ObjectRef): Promise<Uint8Array> {
    const known = this.#pixels.get(map.sha256);
    if (known) return known;
    const pixels = this.#store.get(map).then(pixelsOf);
    this.#pixels.set(map.sha256, pixels);
    pixels.catch(() => this.#pixels.delete(map.sha256));
    const [oldest] = this.#pixels.keys();
    if (this.#pixels.size > kept && oldest !== undefined) this.#pixels.delete(oldest);
    return pixels;
  }
}
