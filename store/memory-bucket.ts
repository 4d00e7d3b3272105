import { Readable } from 'node:stream';

import { sha256Of } from './objects.ts';
import type { Bucket, StatedObject, WriteOptions } from './bucket.ts';

/** A bucket in memory, for tests of what is done with one. `now` dates what is written. */
export function memoryBucket(now: () => number): Bucket & { readonly held: ReadonlyMap<string, Buffer> } {
  const held = new Map<string, Buffer>();
  const written = new Map<string, Pick<StatedObject, 'modified' | 'asOf'>>();
  const stated = (key: string): StatedObject | undefined => {
    const content = held.get(key);
    return content && { key, bytes: content.length, etag: sha256Of(content), ...written.get(key)! };
  };
  const write = (key: string, content: Buffer, { over, asOf }: WriteOptions = {}): boolean => {
    if (over !== undefined && over !== (stated(key)?.etag ?? null)) return false;
    held.set(key, content);
    written.set(key, { modified: now(), ...(asOf !== undefined && { asOf }) });
    return true;
  };
  return {
    name: 'memory',
    held,
    read: async (key) => held.get(key),
    async readDigested(key) {
      const content = held.get(key);
      return content && { content, sha256: sha256Of(content) };
    },
    stream: async (key) => (held.has(key) ? Readable.from([held.get(key)]) : undefined),
    readRange: async (key, start, bytes) => held.get(key)?.subarray(start, start + bytes),
    write: async (key, content, _, options) => write(key, content, options),
    writeFile: () => Promise.reject(new Error('there are no files here')),
    stat: async (key) => stated(key),
    async *walk(prefix) {
      const keys = [...held.keys()].filter((key) => key.startsWith(prefix)).sort();
      for (const key of keys) yield stated(key)!;
    },
    async remove(keys) {
      for (const key of keys) held.delete(key);
    },
  };
}
