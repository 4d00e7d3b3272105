import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import type { DatasetSource, RangeFile, SourceFile } from './source.ts';

/** Throws for a path that leads, links followed, to where nobody may read. */
export type MayRead = (path: string) => Promise<unknown>;

/** A dataset in a folder of this machine, as a clone or a download of the hub leaves it. */
export function folderSource(folder: string, mayRead: MayRead): DatasetSource {
  return {
    title: `folder ${folder}`,
    async files() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const found = entries
        .filter((entry) => !entry.isDirectory())
        .map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          if (entry.isSymbolicLink()) await mayRead(path);
          return fileAt(folder, path);
        });
      return (await Promise.all(found)).filter((file) => file !== undefined);
    },
    async open(path) {
      const whole = join(folder, path);
      await mayRead(whole);
      return rangeFile(whole);
    },
  };
}

async function fileAt(folder: string, path: string): Promise<SourceFile | undefined> {
  // A link of the hub's cache is followed; one that leads nowhere is no file.
  const found = await stat(path).catch(() => undefined);
  return found?.isFile()
    ? { path: relative(folder, path).split(sep).join('/'), bytes: found.size, version: String(found.mtimeMs) }
    : undefined;
}

async function rangeFile(path: string): Promise<RangeFile | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!found?.isFile()) return undefined;
  return {
    byteLength: found.size,
    async slice(start, end) {
      const file = await open(path);
      try {
        const content = new ArrayBuffer(end - start);
        const { bytesRead } = await file.read(new Uint8Array(content), 0, end - start, start);
        if (bytesRead !== end - start) throw new Error(`${path} has changed while it was read`);
        return content;
      } finally {
        await file.close();
      }
    },
  };
}
