/** An object that a text names. */
export interface NamedObject {
  readonly key: string;
  readonly digest: string;
}

const pattern = /objects\/[0-9a-f]{2}\/([0-9a-f]{64})\.[A-Za-z0-9]{1,16}/g;
/** Longer than any name. */
const longest = 128;

/**
 * All names of objects in a text that comes in pieces, whatever the text is: JSON, lines of JSON, one inside the other. References are
 * found wherever they stand, also those of fields that were not there when this was written; a piece is in memory at once.
 */
export async function* objectsNamedIn(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<NamedObject> {
  let text = '';
  for await (const piece of pieces) {
    text += Buffer.from(piece).toString('latin1');
    // What begins near the end may go on in the next piece.
    const whole = Math.max(0, text.length - longest);
    yield* namesFrom(text, whole);
    text = text.slice(whole);
  }
  yield* namesFrom(text, text.length);
}

/** Those that begin before `end`. */
function* namesFrom(text: string, end: number): Generator<NamedObject> {
  for (const { 0: key, 1: digest, index } of text.matchAll(pattern)) {
    if (index < end) yield { key, digest: digest! };
  }
}
