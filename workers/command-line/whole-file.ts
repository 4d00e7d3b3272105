import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a file by writing to it; it is there whole or not at all. */
export async function wholeFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part-${process.pid}`;
  try {
    const file = await open(part, 'w');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/** The same with a secret: the file is its owner's alone, and so is a folder that is made for it. */
export async function secretFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await wholeFile(path, async (file) => {
    await file.chmod(0o600);
    await file.writeFile(text);
  });
}
