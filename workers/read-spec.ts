import { readFile } from 'node:fs/promises';

import { InputError } from './command-line/input-error.ts';
import { jsonFault } from './json-fault.ts';

const unread: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not the file of a spec',
};

/** Reads a spec's file. What it says is judged by what it is a spec of. Throws {@link InputError}. */
export async function readSpec<T = unknown>(file: string): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${file}: ${unread[error.code ?? ''] ?? `cannot be read (${error.code})`}`);
  });
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new InputError(`${file}: is not JSON (${jsonFault(error)})`);
  }
}
