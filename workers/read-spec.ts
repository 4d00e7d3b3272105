import { readFile } from 'node:fs/promises';

/** Reads a spec's file. What it says is judged by the run itself. */
export async function readSpec<T>(file: string): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `cannot read the spec ${file} (${error.code}): give the path of a JSON file such as examples/quick.json`,
    );
  });
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`the spec ${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
