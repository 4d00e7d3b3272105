import { parquetBombs } from '../../transit/dataset/hostile-parquet.ts';
import { madeParquet, madePlan, madeRow } from '../../transit/dataset/made-parquet.ts';
import { ParquetDecoder } from '../../transit/dataset/parquet-decoder.ts';
import { openParquet } from '../../transit/dataset/parquet-file.ts';
import type { Draws } from '../../transit/seed.ts';
import { changedBytes } from './changed-bytes.ts';
import type { FuzzTarget } from './target.ts';

const decoder = new ParquetDecoder(1);
const rowsRead = 2_000;

const picture = (n: number): Uint8Array => Buffer.from(`picture ${n % 7} `.repeat(50));
const numbers = Array.from({ length: 30 }, (_, n) => n);

async function readAll(content: Buffer): Promise<number> {
  const slice = async (start: number, end: number) => Uint8Array.from(content.subarray(start, end)).buffer;
  const file = await openParquet({ byteLength: content.length, slice }, 'file.parquet', decoder);
  let rows = 0;
  for await (const batch of file.read(0, rowsRead)) rows += batch.rows.length;
  return rows;
}

/** Half of the changes are made in the footer, which says how all the rest is read. */
function changed(sample: Buffer, draws: Draws): Buffer {
  if (draws.below(2) === 0) return changedBytes(sample, draws);
  const end = sample.length - 8;
  const start = end - sample.readUInt32LE(end);
  const footer = changedBytes(sample.subarray(start, end), draws);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([sample.subarray(0, start), footer, length, sample.subarray(end + 4)]);
}

export const parquet: FuzzTarget = {
  refusal: 'BadDatasetFile',
  samples: async () => [
    madeParquet({
      figure: 'embedded',
      columns: 'answered',
      rowGroupSize: 20,
      rows: numbers.map((n) => madeRow(n, { bytes: picture(n), path: `maps/${n}.png` })),
    }),
    madeParquet({
      figure: 'base64',
      columns: 'planned',
      rowGroupSize: 10,
      rows: numbers.map((n) => madePlan(n, Buffer.from(picture(n)).toString('base64'))),
    }),
  ],
  bombs: async () => Object.fromEntries(Object.entries(parquetBombs).map(([name, make]) => [name, make()])),
  changed,
  read: readAll,
  close: () => decoder.close(),
};
