import { isDamage } from '../store/errors.ts';
import { sha256Of, type ObjectStore } from '../store/objects.ts';
import { isSealed, unsealed } from '../store/sealed.ts';

/** A record as it lies in the store: the digest of its bytes, and what they say; undefined where they are not as they were written. */
interface RawRecord<T> {
  readonly sha256: string;
  readonly value: T | undefined;
}

/** Records read for who checks them: one that cannot be read is told, and ends nothing. */
export class RawRecords {
  readonly #store: ObjectStore;
  readonly #fault: (damage: Error) => void;

  constructor(store: ObjectStore, fault: (damage: Error) => void) {
    this.#store = store;
    this.#fault = fault;
  }

  /** The bytes of a record; undefined where it is not there, null where it cannot be read, which is a fault. */
  async content(key: string): Promise<Buffer | null | undefined> {
    return this.#store.read(key).catch((error: unknown) => {
      if (!isDamage(error)) throw error;
      this.#fault(error);
      return null;
    });
  }

  /** Undefined where it is not there. */
  async read<T>(key: string): Promise<RawRecord<T> | undefined> {
    const content = await this.content(key);
    if (content === undefined) return undefined;
    if (content === null) return { sha256: 'none', value: undefined };
    return { sha256: sha256Of(content), value: isSealed(key, content) ? (unsealed(key, content) as T) : undefined };
  }
}
