/** Of one answer: far more than the longest that is asked for. */
const mostBytes = 64 * 2 ** 20;

/** The bytes of an answer as they come; undefined as soon as there are more than any that is asked for, and the rest is not taken. */
export async function bodyOf({ body }: Response, most = mostBytes): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}
