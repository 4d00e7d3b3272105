import { Readable } from 'node:stream';

import { connectStore, type StoreConnection } from './connection.ts';
import { RemovalRefused } from './errors.ts';
import { checkedKey, checkedPrefix } from './keys.ts';
import { naming, readable, refusalIn } from './unreadable.ts';
import { digested, whole } from './whole.ts';

/** A name in the bucket and what lies there. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** Changes whenever the bytes do. */
  readonly etag: string;
}

export interface DatedObject extends ListedObject {
  /** When it was last written, in milliseconds of the server's clock. */
  readonly modified: number;
}

/** What lies under a name, with what its writer stated of it. */
export interface StatedObject extends DatedObject {
  /** The time that the content is of, where the writer stated one. */
  readonly asOf?: number;
}

/** When a write takes place, and what it states. */
export interface WriteOptions {
  /** Only where what stands has this ETag; null: only where nothing stands. Whatever stands, where left out. */
  readonly over?: string | null;
  readonly asOf?: number;
}

/**
 * Names and bytes in one MinIO bucket, whatever they mean. A name that could mean another place throws `BadName`; bytes that the store
 * alone cannot give, though it gives others, throw `CorruptObject`; a store that is not well throws `StoreUnreachable` with the name.
 */
export interface Bucket {
  readonly name: string;
  /** Bytes under a name; undefined where there are none. */
  read(key: string): Promise<Buffer | undefined>;
  /** The same with their SHA-256. */
  readDigested(key: string): Promise<{ readonly content: Buffer; readonly sha256: string } | undefined>;
  /** The same, piece by piece. */
  stream(key: string): Promise<Readable | undefined>;
  /** Bytes from `start` on; undefined where there is nothing under the name, none where it ends before them. */
  readRange(key: string, start: number, bytes: number): Promise<Buffer | undefined>;
  /** False where something else stands than the options want: it stays. One of many such writers over the same is the one that writes. */
  write(key: string, content: Buffer, extension: string, options?: WriteOptions): Promise<boolean>;
  /** The same with the content of a file. One of more than 64 MB goes in parts, and is held to its options when the first of them is sent. */
  writeFile(key: string, path: string, extension: string, options?: WriteOptions): Promise<boolean>;
  /** What lies under a name; `modified` is cut to whole seconds. */
  stat(key: string): Promise<StatedObject | undefined>;
  /** What lies under names that start with a prefix, in order of the names, a thousand in memory at once. */
  walk(prefix: string): AsyncIterable<DatedObject>;
  /** Names that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>;
}

/** The name of what a writer states, as MinIO has it among an object's metadata. */
const asOfName = 'as-of';
const missingCodes = new Set(['NoSuchKey', 'NotFound']);

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (missingCodes.has(codeOf(error))) return undefined;
    throw error;
  }
}

async function drained(stream: Readable): Promise<void> {
  for await (const _ of stream) continue;
}

export async function openBucket(connection: StoreConnection): Promise<Bucket> {
  const client = await connectStore(connection);
  const { bucket } = connection;

  /** What a read of a name gives; undefined where nothing stands under it. */
  async function given<T>(key: string, read: () => Promise<T>): Promise<T | undefined> {
    checkedKey(key);
    return readable(key, {
      read: () => unlessMissing(read()),
      // The metadata of one object at most, and an answer with a body.
      isWell: () => client.listObjectsV2Query(bucket, key, '', '', 1, ''),
    });
  }

  async function* pieces(key: string, stream: Readable): AsyncGenerator<Buffer> {
    try {
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      // Read to its end once more, it shows whether it is the object or the store.
      if (refusalIn(error) !== undefined) await given(key, async () => drained(await client.getObject(bucket, key)));
      throw naming(key, 'read', error);
    }
  }

  const self: Bucket = {
    name: bucket,
    read: (key) => given(key, async () => whole(await client.getObject(bucket, key))),
    readDigested: (key) => given(key, async () => digested(await client.getObject(bucket, key))),
    async stream(key) {
      const stream = await given(key, () => client.getObject(bucket, key));
      return stream && Readable.from(pieces(key, stream));
    },
    readRange: (key, start, bytes) =>
      given(key, async () => {
        try {
          return await whole(await client.getPartialObject(bucket, key, start, bytes));
        } catch (error) {
          if (codeOf(error) === 'InvalidRange') return Buffer.alloc(0);
          throw error;
        }
      }),
    async write(key, content, extension, options) {
      const stated = headers(extension, options);
      return written(key, client.putObject(bucket, checkedKey(key), content, content.length, stated), options);
    },
    async writeFile(key, path, extension, options) {
      return written(key, client.fPutObject(bucket, checkedKey(key), path, headers(extension, options)), options);
    },
    async stat(key) {
      const found = await unlessMissing(client.statObject(bucket, checkedKey(key)));
      if (!found) return undefined;
      const { size: bytes, etag, lastModified, metaData } = found;
      const asOf = (metaData as Readonly<Record<string, string | undefined>>)[asOfName];
      return {
        key,
        bytes,
        etag,
        modified: lastModified.getTime(),
        ...(asOf !== undefined && { asOf: Number(asOf) }),
      };
    },
    async *walk(prefix) {
      for await (const item of client.listObjectsV2(bucket, checkedPrefix(prefix), true)) {
        const { name, size, etag, lastModified } = item as Record<'name' | 'etag', string> & {
          size: number;
          lastModified: Date;
        };
        yield { key: name, bytes: size, etag, modified: lastModified.getTime() };
      }
    },
    async remove(keys) {
      const failed = await client.removeObjects(bucket, keys.map(checkedKey));
      if (failed.length === 0) return;
      const told = `${failed.length} names cannot be removed from bucket ${bucket}: ${JSON.stringify(failed[0])}`;
      throw failed.some((each) => each?.Error?.Code === 'AccessDenied') ? new RemovalRefused(told) : new Error(told);
    },
  };
  return self;
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  json: 'application/json',
  jsonl: 'application/jsonl',
  txt: 'text/plain; charset=utf-8',
  png: 'image/png',
  webp: 'image/webp',
};

function headers(extension: string, { over, asOf }: WriteOptions = {}): Record<string, string> {
  return {
    'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
    ...(over === null && { 'If-None-Match': '*' }),
    ...(typeof over === 'string' && { 'If-Match': over }),
    ...(asOf !== undefined && { [`x-amz-meta-${asOfName}`]: String(asOf) }),
  };
}

/** Whether a write took place. Where it was to go over something that is gone, MinIO says that the name is not there. */
async function written(key: string, request: Promise<unknown>, { over }: WriteOptions = {}): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'PreconditionFailed' || (typeof over === 'string' && missingCodes.has(code))) return false;
    throw naming(key, 'written', error);
  }
}
