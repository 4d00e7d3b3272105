import { type ObjectRef, type ObjectStore, sha256Of } from '../store/objects.ts';
import { Recent } from '../store/recent.ts';
import type { DatasetSource } from '../transit/dataset/source.ts';
import { pathWithin } from '../transit/dataset/source.ts';
import { figureOf } from '../transit/dataset/figure.ts';
import { stationFieldOf, stationListIn } from '../transit/dataset/station-field.ts';
import { BadPicture, checkPicture, pictureLimits } from '../transit/pictures/picture-file.ts';

/** What a row names, kept; or why it cannot be. */
export type Kept = { readonly ref: ObjectRef } | { readonly reason: string };

const mostStationBytes = 4 * 2 ** 20;
const remembered = 4_096;

/**
 * Pictures and station lists of rows, each checked and kept once. What a row names by path is looked for in the sources, in turn;
 * `onPicture` hears of each picture when it is first met.
 */
export class DatasetMaterials {
  readonly #store: ObjectStore;
  readonly #sources: readonly DatasetSource[];
  readonly #onPicture: (picture: ObjectRef) => Promise<unknown>;
  readonly #byDigest = new Recent<Kept>(remembered);
  readonly #byPath = new Recent<Kept>(remembered);

  constructor(
    store: ObjectStore,
    sources: readonly DatasetSource[],
    onPicture: (picture: ObjectRef) => Promise<unknown>,
  ) {
    this.#store = store;
    this.#sources = sources;
    this.#onPicture = onPicture;
  }

  /** The picture that a row's field `figure` gives. */
  async picture(field: unknown): Promise<Kept> {
    const figure = figureOf(field);
    if (!figure) return { reason: 'figure: must be a picture, base64, or the path of a png, jpg or webp' };
    if ('bytes' in figure) return this.#keepPicture(figure.bytes);
    return this.#beside('figure', figure.path, pictureLimits.fileBytes, (content) => this.#keepPicture(content));
  }

  /** The station list that a row's field `json` gives. */
  async stations(field: unknown): Promise<Kept> {
    const given = stationFieldOf(field);
    if (!given) return { reason: 'json: must be a station list or the path of one' };
    if ('stations' in given) return this.#keepJson(given.stations);
    return this.#beside('json', given.path, mostStationBytes, async (content) => {
      const stations = stationListIn(Buffer.from(content).toString('utf8'));
      return stations ? this.#keepJson(stations) : { reason: `json: ${given.path} is not a station list` };
    });
  }

  #keepPicture(content: Uint8Array): Promise<Kept> {
    const digest = sha256Of(content);
    return this.#byDigest.of(digest, async () => {
      const checked = await checkPicture(content).catch((error: Error) => {
        if (error instanceof BadPicture) return error;
        throw error;
      });
      if (checked instanceof BadPicture) return { reason: `figure: ${checked.message}` };
      const ref = await this.#store.put(content, checked.format);
      await this.#onPicture(ref);
      return { ref };
    });
  }

  #keepJson(value: unknown): Promise<Kept> {
    return this.#byDigest.of(JSON.stringify(value), async () => ({ ref: await this.#store.putJson(value) }));
  }

  /** A file that a row names, read once. */
  #beside(field: string, named: string, most: number, keep: (content: Uint8Array) => Promise<Kept>): Promise<Kept> {
    return this.#byPath.of(`${field} ${named}`, async () => {
      const path = pathWithin(named);
      if (path === undefined) return { reason: `${field}: ${named.slice(0, 200)} leads out of the dataset` };
      for (const source of this.#sources) {
        const file = await source.open(path);
        if (!file) continue;
        if (file.byteLength > most)
          return { reason: `${field}: ${path} has ${file.byteLength} bytes; at most ${most}` };
        return keep(new Uint8Array(await file.slice(0, file.byteLength)));
      }
      return { reason: `${field}: ${path} is not in ${this.#sources.map(({ title }) => title).join(', nor in ')}` };
    });
  }
}
