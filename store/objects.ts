import { createHash } from 'node:crypto';

import { openBucket, type Bucket, type ListedObject, type WriteOptions } from './bucket.ts';
import type { StoreConnection } from './connection.ts';
import { CorruptObject, intact, MissingObject } from './errors.ts';
import { notWhileRemoved } from './removal.ts';
import { isSealed, sealed, unsealed } from './sealed.ts';

/** A reference to an object: where it lies, what its bytes must be. The only form in which data travels between activities. */
export interface ObjectRef {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Of a piece that lies in an object beside others: where it begins. Digest and length are then the piece's own. */
  readonly start?: number;
}

/** A part of an object: where it begins, what its bytes must be. */
export interface ObjectPart {
  readonly start: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Objects in one MinIO bucket. Data is kept under the digest of its content and checked on every read; records are JSON under a
 * name, written once; only what is published for people is ever written again. A name that could mean another place throws `BadName`.
 */
export interface ObjectStore {
  /** What all of this is made of, for who must see it whole. */
  readonly bucket: Bucket;
  /** Keeps bytes under their digest; putting the same bytes again adds nothing, and mends them where they went bad. */
  put(content: Uint8Array, extension: string): Promise<ObjectRef>;
  /** Keeps several contents as one object: much less work than one each, where they are small. A reference to each, in order. */
  putTogether(contents: readonly Uint8Array[], extension: string): Promise<readonly ObjectRef[]>;
  /** Throws {@link MissingObject} or {@link CorruptObject}. */
  get(ref: ObjectRef): Promise<Buffer>;
  /** One part of an object, by range; checked by the part's own digest. Throws as `get`. */
  getPart(ref: ObjectRef, part: ObjectPart): Promise<Buffer>;
  putJson(value: unknown): Promise<ObjectRef>;
  getJson<T>(ref: ObjectRef): Promise<T>;
  /**
   * Writes a record under a name unless one stands there already. Answers with the one that stands: the first writer wins. One that is
   * damaged stands no more.
   */
  writeRecord<T>(key: string, value: T): Promise<T>;
  /** The record under a name, or undefined where there is none. Throws {@link CorruptObject} where it is not as it was written. */
  readRecord<T>(key: string): Promise<T | undefined>;
  /** Writes a record in place of what stands, as `publish` does with bytes. */
  publishRecord(key: string, value: unknown, asOf?: number): Promise<ObjectRef>;
  /** Names that start with a prefix, in order. */
  listKeys(prefix: string): Promise<readonly string[]>;
  /** Bytes under a name, whoever put them there; undefined where there are none. */
  read(key: string): Promise<Buffer | undefined>;
  /** What lies under names that start with a prefix, in order of the names. */
  list(prefix: string): Promise<readonly ListedObject[]>;
  /** Bytes under a name, whoever put them there; unchecked. Throws {@link MissingObject}. */
  readRange(key: string, start: number, bytes: number): Promise<Buffer>;
  /**
   * Puts bytes under a name for people to find, in place of what was there. With `asOf`, the time that they are of, what is there of a later
   * time stays: a writer that hung for an hour does not put back what was an hour ago. Nothing that a run depends on is kept this way.
   */
  publish(key: string, content: Uint8Array, extension: string, asOf?: number): Promise<ObjectRef>;
  /** The same with the content of a file, of which little is in memory at once. */
  publishFile(key: string, path: string, extension: string, asOf?: number): Promise<void>;
}

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Where the object of a digest lies, whatever its extension is. */
export const objectPrefix = (digest: string): string => `objects/${digest.slice(0, 2)}/${digest}`;

/** What JSON is known by without its key, which says nothing more. */
export type JsonDigest = Pick<ObjectRef, 'sha256' | 'bytes'>;

const refOf = (sha256: string, bytes: number, extension: string): ObjectRef => ({
  key: `${objectPrefix(sha256)}.${extension}`,
  sha256,
  bytes,
});

/** The reference to JSON of a digest. */
export const jsonRef = ({ sha256, bytes }: JsonDigest): ObjectRef => refOf(sha256, bytes, 'json');

/** The digest that the key of an object states; undefined for a name of another kind. */
export const digestIn = (key: string): string | undefined =>
  /^objects\/[0-9a-f]{2}\/([0-9a-f]{64})\.\w+$/.exec(key)?.[1];

/** A part of an object as it was read. Throws {@link CorruptObject} where it is not what it must be. */
export function checkedPart(key: string, content: Buffer, { start, bytes, sha256 }: ObjectPart): Buffer {
  const digest = sha256Of(content);
  if (digest === sha256) return content;
  throw new CorruptObject(
    `object ${key} has SHA-256 ${digest} in its ${bytes} bytes from ${start}, it must have ${sha256}`,
  );
}

export const openStore = async (connection: StoreConnection): Promise<ObjectStore> =>
  storeIn(await openBucket(connection));

export function storeIn(bucket: Bucket): ObjectStore {
  const put = notWhileRemoved(bucket);

  const store: ObjectStore = {
    bucket,
    async put(content, extension) {
      const bytes = Buffer.from(content);
      const ref = refOf(sha256Of(bytes), bytes.length, extension);
      // Written even where it stands: bytes that went bad are mended, and what is written is young, which a sweep leaves alone.
      await put(ref.key, () => bucket.write(ref.key, bytes, extension));
      return ref;
    },
    async putTogether(contents, extension) {
      const { key } = await store.put(Buffer.concat(contents), extension);
      let start = 0;
      return contents.map((content): ObjectRef => {
        const ref = { key, sha256: sha256Of(content), bytes: content.length, start };
        start += content.length;
        return ref;
      });
    },
    async get(ref) {
      const { start } = ref;
      if (start !== undefined) return store.getPart(ref, { ...ref, start });
      const found = await bucket.readDigested(ref.key);
      if (!found) throw new MissingObject(`object ${ref.key} is not in bucket ${bucket.name}`);
      if (found.sha256 === ref.sha256) return found.content;
      throw new CorruptObject(`object ${ref.key} has SHA-256 ${found.sha256}, it must have ${ref.sha256}`);
    },
    async getPart({ key }, part) {
      return checkedPart(key, await store.readRange(key, part.start, part.bytes), part);
    },
    putJson: (value) => store.put(jsonBytes(value), 'json'),
    getJson: async <T>(ref: ObjectRef) => JSON.parse((await store.get(ref)).toString('utf8')) as T,
    async writeRecord<T>(key: string, value: T) {
      const content = sealed(key, value);
      let over: string | null = null;
      for (;;) {
        if (await bucket.write(key, content, 'json', { over })) return value;
        // The ETag first: what another writer puts between the two is read, and so stays.
        over = (await bucket.stat(key))?.etag ?? null;
        const standing = await intact(bucket.read(key));
        if (standing && isSealed(key, standing)) return unsealed(key, standing) as T;
      }
    },
    async readRecord<T>(key: string) {
      const content = await bucket.read(key);
      return content && (unsealed(key, content) as T);
    },
    publishRecord: (key, value, asOf) => store.publish(key, sealed(key, value), 'json', asOf),
    read: (key) => bucket.read(key),
    listKeys: async (prefix) => (await store.list(prefix)).map(({ key }) => key),
    async list(prefix) {
      const listed: ListedObject[] = [];
      for await (const { key, bytes, etag } of bucket.walk(prefix)) listed.push({ key, bytes, etag });
      return listed.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async readRange(key, start, bytes) {
      // What was cut short has no such range: its bytes are not those that were named.
      const content = await bucket.readRange(key, start, bytes);
      if (!content) throw new MissingObject(`object ${key} is not in bucket ${bucket.name}`);
      return content;
    },
    async publish(key, content, extension, asOf) {
      const bytes = Buffer.from(content);
      if (await inOrder(key, asOf, (options) => bucket.write(key, bytes, extension, options)))
        return { key, sha256: sha256Of(bytes), bytes: bytes.length };
      const standing = await bucket.readDigested(key);
      if (!standing) throw new MissingObject(`object ${key} is not in bucket ${bucket.name}`);
      return { key, sha256: standing.sha256, bytes: standing.content.length };
    },
    async publishFile(key, path, extension, asOf) {
      await inOrder(key, asOf, (options) => bucket.writeFile(key, path, extension, options));
    },
  };

  /** Writes unless what stands is of a later time: looked at before, and held to what was seen by the write itself. Whether it wrote. */
  async function inOrder(
    key: string,
    asOf: number | undefined,
    write: (options: WriteOptions) => Promise<boolean>,
  ): Promise<boolean> {
    for (;;) {
      const standing = asOf === undefined ? undefined : await bucket.stat(key);
      if (asOf !== undefined && (standing?.asOf ?? asOf) > asOf) return false;
      if (await write(asOf === undefined ? {} : { asOf, over: standing?.etag ?? null })) return true;
    }
  }

  return store;
}
