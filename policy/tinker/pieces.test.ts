import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Datum } from './messages.ts';
import { datumBytes, inPieces } from './pieces.ts';

const datum = (length: number): Datum => ({
  input: [{ type: 'encoded_text', tokens: Array.from({ length }, (_, token) => token) }],
  lossInputs: { target_tokens: { dtype: 'int64', data: Array.from({ length }, (_, token) => token) } },
});

test('a datum counts as it travels: tokens as 4 bytes, targets as 8, images as they are', () => {
  const image = { type: 'image', format: 'png', data: new Uint8Array(100) } as const;
  expect(datumBytes({ ...datum(10), input: [image, ...datum(10).input] })).toBe(100 + 40 + 80);
});

test('pieces keep the order, and the bounds wherever a datum alone does', () => {
  const bounds = { data: 3, bytes: 240 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (lengths) => {
      const data = lengths.map(datum);
      const pieces = inPieces(data, bounds);
      expect(pieces.flat()).toEqual(data);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(bounds.data);
        const bytes = piece.reduce((sum, each) => sum + datumBytes(each), 0);
        expect(piece.length === 1 || bytes <= bounds.bytes).toBe(true);
      }
      for (const [index, piece] of pieces.slice(1).entries()) {
        const before = pieces[index]!;
        const joined = [...before, piece[0]!].reduce((sum, each) => sum + datumBytes(each), 0);
        expect(before.length === bounds.data || joined > bounds.bytes).toBe(true);
      }
    }),
  );
});
