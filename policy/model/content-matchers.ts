import type { PolicyConfig } from '../config.ts';

/** A query and an equal key of RMS 1 score this squared, times the head's width, over its square root. */
const MATCHING_SCALE = 2.5;
const WRITING_SCALE = 2;

/**
 * Starts every other head of a block as a content matcher, so half of those that read the image and half of those that read the
 * text: its queries are its keys, so that a token finds its equals, and its output undoes its value projection, so that what is
 * found is written as it is. Look-ups then work from the first step, where they would have to be found by chance.
 */
export function startContentMatchers(
  { width, heads }: PolicyConfig,
  qkvProjection: Float32Array,
  outputProjection: Float32Array,
): void {
  const headWidth = width / heads;
  const rowsOf = (part: number, head: number): Float32Array[] =>
    Array.from({ length: headWidth }, (_, row) => {
      const start = (part * width + head * headWidth + row) * width;
      return qkvProjection.subarray(start, start + width);
    });
  for (let head = 0; head < heads; head += 2) {
    const [queries, keys, values] = [rowsOf(0, head), rowsOf(1, head), rowsOf(2, head)];
    orthonormalise(keys);
    orthonormalise(values);
    for (const [row, key] of keys.entries()) {
      for (const [index, value] of key.entries()) key[index] = value * MATCHING_SCALE;
      queries[row]?.set(key);
    }
    for (const [row, value] of values.entries())
      for (const [index, number] of value.entries())
        outputProjection[index * width + head * headWidth + row] = WRITING_SCALE * number;
  }
}

/** Gram-Schmidt, in place. */
function orthonormalise(rows: readonly Float32Array[]): void {
  for (const [index, row] of rows.entries()) {
    for (const earlier of rows.slice(0, index)) {
      const along = dot(row, earlier);
      for (const [i, value] of earlier.entries()) row[i] = (row[i] as number) - along * value;
    }
    const norm = Math.sqrt(dot(row, row));
    for (const [i, value] of row.entries()) row[i] = value / norm;
  }
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
