import { createHash } from 'node:crypto';

import type { Bucket } from '../store/bucket.ts';
import { DigestSet } from '../store/digest-set.ts';
import { CorruptObject, isDamage, MissingObject } from '../store/errors.ts';
import { objectsNamedIn, type NamedObject } from '../store/object-names.ts';

/** An object that is named, and by what. */
export interface NamedBy {
  readonly object: NamedObject;
  readonly by: string;
  /** Whether it is no fault where it is gone. */
  readonly mayBeGone?: boolean;
}

export interface WalkOptions {
  /** Whether an object is read, by its name: one that is not names nothing, and is not checked. */
  readonly reads: (key: string) => boolean;
  /** Hears of an object that is not there or not what it was; may end the walk by throwing. */
  readonly fault: (fault: MissingObject | CorruptObject) => void;
}

/** Goes from objects to those that they name, each once. In memory are the digests met, and pieces of what is read. */
export class ObjectWalk {
  readonly met = new DigestSet();
  /** Of what was read. */
  bytes = 0;
  readonly #bucket: Bucket;
  readonly #options: WalkOptions;
  readonly #left: NamedBy[] = [];

  constructor(bucket: Bucket, options: WalkOptions) {
    this.#bucket = bucket;
    this.#options = options;
  }

  name(named: NamedBy): void {
    if (this.met.add(named.object.digest) && this.#options.reads(named.object.key)) this.#left.push(named);
  }

  /** All objects that a text names. */
  async nameAllIn(text: Uint8Array, by: string, mayBeGone: boolean): Promise<void> {
    for await (const object of objectsNamedIn([text])) this.name({ object, by, mayBeGone });
  }

  /** Reads what is left to be read, and what that names. Several may do so at once. */
  async goOn(): Promise<void> {
    for (let next = this.#left.pop(); next; next = this.#left.pop()) await this.#read(next);
  }

  async #read({ object: { key, digest }, by, mayBeGone = false }: NamedBy): Promise<void> {
    const found = await this.#through(key, mayBeGone).catch((error: unknown) => {
      if (isDamage(error)) return error;
      throw error;
    });
    if (found === undefined) {
      const { name } = this.#bucket;
      if (!mayBeGone) this.#options.fault(new MissingObject(`object ${key} is not in bucket ${name}: ${by} names it`));
      return;
    }
    if (found === digest) return;
    const complaint = typeof found === 'string' ? `object ${key} has SHA-256 ${found}` : found.message;
    this.#options.fault(new CorruptObject(`${complaint}: ${by} names it`));
  }

  /** Reads an object, and takes up what it names. Answers with its digest; undefined where it is not there. */
  async #through(key: string, mayBeGone: boolean): Promise<string | undefined> {
    const pieces = await this.#bucket.stream(key);
    if (!pieces) return undefined;
    const hash = createHash('sha256');
    const hashed = async function* (this: ObjectWalk): AsyncGenerator<Uint8Array> {
      for await (const piece of pieces as AsyncIterable<Buffer>) {
        hash.update(piece);
        this.bytes += piece.length;
        yield piece;
      }
    };
    for await (const object of objectsNamedIn(hashed.call(this))) this.name({ object, by: key, mayBeGone });
    return hash.digest('hex');
  }
}
