import { readFile } from 'node:fs/promises';

import { InputError } from './command-line/input-error.ts';
import { jsonFault } from './json-fault.ts';

/** Reads a spec's file. What it says is judged by what it is a spec of. Throws {@link InputError}. */
export async function readSpec<T = unknown>(file: string): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `${file}: ${error.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${error.code})`}`,
    );
  });
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new InputError(`${file}: is not JSON (${jsonFault(error)})`);
  }
}
