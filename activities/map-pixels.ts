import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { Pieces } from '../store/pieces.ts';
import { Recent } from '../store/recent.ts';
import { pixelsOf } from '../transit/pixels.ts';

/** Pictures of maps as a policy sees them: RGB bytes, row by row. */
export interface Pixels {
  of(map: ObjectRef): Promise<Uint8Array>;
}

/** Map pictures as the RGB bytes that a policy sees. The update of a step sees the maps of its rollout again, so some are kept. */
export class MapPixels implements Pixels {
  readonly #pieces: Pieces;
  readonly #pixels = new Recent<Uint8Array>(256);

  constructor(store: ObjectStore) {
    this.#pieces = new Pieces(store);
  }

  of(map: ObjectRef): Promise<Uint8Array> {
    return this.#pixels.of(map.sha256, () => this.#pieces.get(map).then(pixelsOf));
  }
}
