import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, in hexadecimal, read as a stream: the programs are up to 150 MB. */
async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Throws where the file is not the pinned one; `title` says in the error what was fetched and from where. */
export async function checkDigest(path: string, sha256: string, title: string): Promise<void> {
  const found = await digestOfFile(path);
  if (found === sha256) return;
  throw new Error(`${title} has SHA-256 ${found} instead of the pinned ${sha256}: it is not used`);
}
