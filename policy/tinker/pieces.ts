import type { Chunk, Datum } from './messages.ts';

/** Bounds of one request; those of the official SDK. */
export interface PieceBounds {
  readonly data: number;
  readonly bytes: number;
}

export const usualBounds: PieceBounds = { data: 1_024, bytes: 5_000_000 };

const bytesPerElement = { float32: 4, int64: 8 } as const;
const chunkBytes = (chunk: Chunk): number =>
  chunk.type === 'encoded_text' ? 4 * chunk.tokens.length : chunk.data.length;

export const datumBytes = ({ input, lossInputs }: Datum): number =>
  input.reduce((sum, chunk) => sum + chunkBytes(chunk), 0) +
  Object.values(lossInputs).reduce((sum, { dtype, data }) => sum + bytesPerElement[dtype] * data.length, 0);

/**
 * A batch in pieces of one request each, in order: as many data as the bounds allow, at least one. The same batch is always cut in the
 * same way, so that the requests of a batch sent again are the same.
 */
export function inPieces(data: readonly Datum[], bounds: PieceBounds): readonly (readonly Datum[])[] {
  const pieces: Datum[][] = [];
  let room = 0;
  for (const datum of data) {
    const bytes = datumBytes(datum);
    const piece = pieces.at(-1);
    if (piece && piece.length < bounds.data && bytes <= room) piece.push(datum);
    else {
      pieces.push([datum]);
      room = bounds.bytes;
    }
    room -= bytes;
  }
  return pieces;
}
