import { BadDatasetFile } from './bad-dataset.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import type { GroupPlace } from './parquet-footer.ts';
import { parquetLimits } from './parquet-limits.ts';
import type { RangeFile } from './source.ts';

/** Consecutive rows of a parquet file, `first` counted from 0 over the whole file. */
export interface RowBatch {
  readonly first: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A parquet file whose rows are read in order, a row group in memory at a time. */
export interface ParquetFile {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Rows of each row group. */
  readonly groups: readonly number[];
  /** Rows from `first` (included) to `end` (excluded), some at a time. Throws {@link BadDatasetFile}. */
  read(first: number, end: number): AsyncGenerator<RowBatch, void, undefined>;
}

const magic = 'PAR1';

/**
 * Opens a parquet file by its footer alone; footer and rows are decoded by `decoder`, one reader at a time. Throws
 * {@link BadDatasetFile}; what `file` itself throws is passed on.
 */
export async function openParquet(file: RangeFile, name: string, decoder: ParquetDecoder): Promise<ParquetFile> {
  const footer = await footerOf(file, name);
  const { columns, groups } = await decoder.footer(name, footer, file.byteLength);

  async function* read(first: number, end: number): AsyncGenerator<RowBatch, void, undefined> {
    let groupStart = 0;
    for (const [index, group] of groups.entries()) {
      const [from, to] = [Math.max(first, groupStart), Math.min(end, groupStart + group.rows)];
      if (from < to) {
        const where = `${name}, row group ${index}`;
        await decoder.hold(where, { footer, index, columns: group.columns }, file);
        for (let row = from, size = batchSize(group); row < to; row += size) {
          const batchEnd = Math.min(row + size, to);
          yield { first: row, rows: await decoder.rows(where, row - groupStart, batchEnd - groupStart) };
        }
      }
      groupStart += group.rows;
    }
  }

  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  return { rows, columns, groups: groups.map((group) => group.rows), read };
}

/** The footer with its length and the magic word behind it. */
async function footerOf(file: RangeFile, name: string): Promise<ArrayBuffer> {
  const { byteLength } = file;
  if (byteLength < 12) throw new BadDatasetFile(`${name} is no parquet file: it has ${byteLength} bytes`);
  const tail = Buffer.from(await file.slice(byteLength - 8, byteLength));
  if (tail.toString('latin1', 4) !== magic)
    throw new BadDatasetFile(`${name} is no parquet file, or is broken off: it does not end with ${magic}`);
  const length = tail.readUInt32LE(0);
  const most = Math.min(parquetLimits.footerBytes, byteLength - 12);
  if (length > most) throw new BadDatasetFile(`${name}: its footer has ${length} bytes; at most ${most} are read`);
  return file.slice(byteLength - 8 - length, byteLength);
}

/** Rows decoded at once: few where they are large. */
function batchSize({ rows, unpacked }: GroupPlace): number {
  const fitting = Math.floor((parquetLimits.batchBytes * rows) / Math.max(1, unpacked));
  return Number.isNaN(fitting) ? 1 : Math.max(1, Math.min(parquetLimits.batchRows, fitting));
}
