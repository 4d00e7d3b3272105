import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const chunk = Buffer.alloc(1 << 20, 1);

/** A disk that can be filled to its last byte. */
export interface SmallDisk {
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts a small disk in memory on a folder that is there; undefined where this user may not mount. */
export async function smallDisk(folder: string, megabytes: number): Promise<SmallDisk | undefined> {
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  if (!mounted) return undefined;
  const ballast = join(folder, 'ballast');
  return {
    async fill() {
      const file = await open(ballast, 'w');
      try {
        // Halves of what did not fit any more, down to the last byte.
        for (let bytes = chunk.length; bytes >= 1; bytes = await written(file, bytes)) continue;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    unmount: async () => void (await run('umount', [folder])),
  };
}

/** Writes so many bytes; answers with how many to try next. */
async function written(file: Awaited<ReturnType<typeof open>>, bytes: number): Promise<number> {
  try {
    const { bytesWritten } = await file.write(chunk, 0, bytes);
    return bytesWritten === bytes ? bytes : bytes / 2;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return bytes / 2;
  }
}
