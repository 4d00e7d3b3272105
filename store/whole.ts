import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** All that a stream gives. */
export async function whole(stream: Readable, seen?: (piece: Buffer) => void): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) {
    seen?.(piece);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The same with its SHA-256, which is worked out while more is on its way. */
export async function digested(stream: Readable): Promise<{ readonly content: Buffer; readonly sha256: string }> {
  const hash = createHash('sha256');
  const content = await whole(stream, (piece) => void hash.update(piece));
  return { content, sha256: hash.digest('hex') };
}
