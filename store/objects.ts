import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';

import { connectStore, type StoreConnection } from './connection.ts';
import { CorruptObject, MissingObject } from './errors.ts';

/** A reference to an object: where it lies, what its bytes must be. The only form in which data travels between activities. */
export interface ObjectRef {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Objects in one MinIO bucket. Data is kept under the digest of its content and checked on every read; records are JSON under a
 * name, written once; only what is published for people is ever written again.
 */
export interface ObjectStore {
  /** Keeps bytes under their digest; putting the same bytes again adds nothing, and mends them where they went bad. */
  put(content: Uint8Array, extension: string): Promise<ObjectRef>;
  /** Throws {@link MissingObject} or {@link CorruptObject}. */
  get(ref: ObjectRef): Promise<Buffer>;
  putJson(value: unknown): Promise<ObjectRef>;
  getJson<T>(ref: ObjectRef): Promise<T>;
  /** Writes a record under a name unless one stands there already. Answers with the one that stands: the first writer wins. */
  writeRecord<T>(key: string, value: T): Promise<T>;
  /** The record under a name, or undefined where there is none. Throws {@link CorruptObject} where it is not JSON. */
  readRecord<T>(key: string): Promise<T | undefined>;
  /** Names that start with a prefix, in order. */
  listKeys(prefix: string): Promise<readonly string[]>;
  /** Puts bytes under a name for people to find, in place of what was there. Nothing that a run depends on is kept this way. */
  publish(key: string, content: Uint8Array, extension: string): Promise<void>;
}

const once = { 'If-None-Match': '*' };
const missingCodes = new Set(['NoSuchKey', 'NotFound']);

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code;
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export async function openStore(connection: StoreConnection): Promise<ObjectStore> {
  const client = await connectStore(connection);
  const { bucket } = connection;

  async function read(key: string): Promise<Buffer | undefined> {
    try {
      return await buffer(await client.getObject(bucket, key));
    } catch (error) {
      if (missingCodes.has(codeOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  /** False where the name is taken. */
  async function writeOnce(key: string, content: Buffer, type: string): Promise<boolean> {
    try {
      await client.putObject(bucket, key, content, content.length, { 'Content-Type': type, ...once });
      return true;
    } catch (error) {
      if (codeOf(error) === 'PreconditionFailed') return false;
      throw error;
    }
  }

  const store: ObjectStore = {
    async put(content, extension) {
      const digest = sha256(content);
      const key = `objects/${digest.slice(0, 2)}/${digest}.${extension}`;
      // Written even where it stands: equal bytes change nothing, and bytes that went bad are mended.
      await store.publish(key, content, extension);
      return { key, sha256: digest, bytes: content.length };
    },
    async get(ref) {
      const content = await read(ref.key);
      if (!content) throw new MissingObject(`object ${ref.key} is not in bucket ${bucket}`);
      const digest = sha256(content);
      if (digest !== ref.sha256) {
        throw new CorruptObject(`object ${ref.key} has SHA-256 ${digest}, it must have ${ref.sha256}`);
      }
      return content;
    },
    putJson: (value) => store.put(jsonBytes(value), 'json'),
    getJson: async <T>(ref: ObjectRef) => JSON.parse((await store.get(ref)).toString('utf8')) as T,
    async writeRecord<T>(key: string, value: T) {
      if (await writeOnce(key, jsonBytes(value), 'application/json')) return value;
      const standing = await store.readRecord<T>(key);
      if (standing === undefined) throw new MissingObject(`record ${key} was there and is gone`);
      return standing;
    },
    async readRecord<T>(key: string) {
      const content = await read(key);
      try {
        return content && (JSON.parse(content.toString('utf8')) as T);
      } catch (error) {
        throw new CorruptObject(`record ${key} is not JSON: ${(error as Error).message}`, { cause: error });
      }
    },
    async listKeys(prefix) {
      const keys: string[] = [];
      for await (const item of client.listObjectsV2(bucket, prefix, true)) keys.push((item as { name: string }).name);
      return keys.sort();
    },
    async publish(key, content, extension) {
      const type = contentTypes[extension] ?? 'application/octet-stream';
      await client.putObject(bucket, key, Buffer.from(content), content.length, { 'Content-Type': type });
    },
  };
  return store;
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
};
