import { gzipSync } from 'node:zlib';

import { parquetMetadata, type FileMetaData } from 'hyparquet';
import { ByteWriter, parquetWriteRows } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';

import { madeParquet, madeRow } from './made-parquet.ts';

const magic = Buffer.from('PAR1');

/** A file of a footer alone, whose bytes need not be one. For tests and benches, as all of this file. */
function footerAlone(footer: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([magic, footer, length, magic]);
}

/** A file whose footer says something else of the same bytes. */
function saying(file: Buffer, change: (said: FileMetaData) => FileMetaData): Buffer {
  const footerBytes = file.readUInt32LE(file.length - 8);
  const said = parquetMetadata(Uint8Array.from(file).buffer, { geoparquet: false });
  const writer = new ByteWriter();
  writeMetadata(writer, change(said));
  return Buffer.concat([file.subarray(0, file.length - 8 - footerBytes), Buffer.from(writer.getBytes()), magic]);
}

/** Every row group saying something else. */
const ofGroups = (file: Buffer, change: (group: FileMetaData['row_groups'][number]) => object): Buffer =>
  saying(file, (said) => ({
    ...said,
    row_groups: said.row_groups.map((group) => ({ ...group, ...change(group) })),
  }));

/** The row groups' columns saying something else, whatever the types allow. */
const ofColumns = (file: Buffer, change: object): Buffer =>
  ofGroups(file, ({ columns }) => ({
    columns: columns.map((column) => ({ ...column, meta_data: { ...column.meta_data!, ...change } })),
  }));

/** Rows of the same bytes each, gzipped: some MB at most that unpack to many. Once in a dictionary, or anew in each row. */
function packed(rows: number, bytes: number, encoding: 'PLAIN' | 'RLE_DICTIONARY'): Buffer {
  const writer = new ByteWriter();
  const figure = new Uint8Array(bytes);
  // Pages of one length are the same page.
  const pages = new Map<number, Uint8Array>();
  const gzip = (page: Uint8Array): Uint8Array => {
    const made = pages.get(page.length) ?? new Uint8Array(gzipSync(page, { level: 1 }));
    pages.set(page.length, made);
    return made;
  };
  void parquetWriteRows({
    writer,
    rows: Array.from({ length: rows }, () => ({ figure })),
    columns: [{ name: 'figure', encoding }],
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'figure', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
    ],
    rowGroupSize: rows,
    pageSize: 8 * 2 ** 20,
    codec: 'GZIP',
    compressors: { GZIP: gzip },
  });
  return Buffer.from(writer.getBytes());
}

const plain = (): Buffer =>
  madeParquet({
    figure: 'path',
    columns: 'answered',
    rowGroupSize: 10,
    rows: Array.from({ length: 20 }, (_, n) => madeRow(n, `maps/${n}.png`)),
  });

/** A thrift list of lists, each said to have 2 to the 25th, within each other. */
const listsInLists = Buffer.from(`19${'f980808010'.repeat(300)}`, 'hex');
const megabytes = (count: number, byte: number): Buffer => Buffer.alloc(count * 2 ** 20, byte);

/** Files that ask for more than there is, or for ever. */
export const parquetBombs: Readonly<Record<string, () => Buffer>> = {
  'lists in lists, 32 million places each': () => footerAlone(listsInLists),
  '14 million structs': () => footerAlone(Buffer.concat([Buffer.from('19fc8080f006', 'hex'), megabytes(14, 0)])),
  'structs in structs': () => footerAlone(megabytes(8, 0x1c)),
  'a list of 2 billion': () => footerAlone(Buffer.from('19f5ffffffff07', 'hex')),
  'a number of 14 MB': () => footerAlone(Buffer.concat([Buffer.from('16', 'hex'), megabytes(14, 0xff)])),
  'a footer of 3 GB': () => Buffer.concat([plain().subarray(0, -8), Buffer.from('000000c0', 'hex'), magic]),
  'two to the 62nd rows': () =>
    saying(
      ofGroups(plain(), () => ({ num_rows: 2n ** 61n })),
      (said) => ({ ...said, num_rows: 2n ** 62n }),
    ),
  'rows without number': () =>
    saying(
      ofGroups(plain(), () => ({ num_rows: -5n })),
      (said) => ({ ...said, num_rows: -10n }),
    ),
  'columns of two to the 62nd bytes': () => ofColumns(plain(), { total_compressed_size: 2n ** 62n }),
  'columns that lie before the file': () =>
    ofColumns(plain(), { data_page_offset: -100n, dictionary_page_offset: undefined }),
  'columns of two to the 62nd values': () => ofColumns(plain(), { num_values: 2n ** 62n }),
  'a hundred thousand columns': () =>
    ofGroups(plain(), ({ columns }) => ({ columns: Array.from({ length: 10_000 }, () => columns[0]) })),
  '640 MB in rows of 1 MB': () => packed(640, 2 ** 20, 'PLAIN'),
  '640 MB in rows of 1 MB, said to be a byte': () =>
    ofColumns(packed(640, 2 ** 20, 'PLAIN'), { total_uncompressed_size: 1n }),
  'the same 1 MB in 640 rows': () => ofColumns(packed(640, 2 ** 20, 'RLE_DICTIONARY'), { total_uncompressed_size: 1n }),
};
