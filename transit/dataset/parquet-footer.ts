import { parquetMetadata, parquetSchema, type RowGroup } from 'hyparquet';

import { parquetLimits } from './parquet-limits.ts';

/** Where a column of a row group lies in the file. */
export interface ColumnPlace {
  readonly start: number;
  readonly bytes: number;
}

/** The rows of a row group, and where they lie. */
export interface GroupPlace {
  readonly rows: number;
  readonly columns: readonly ColumnPlace[];
  /** Bytes that its rows are said to have when they are decoded. */
  readonly unpacked: number;
}

/** What a footer tells that is held to the limits and to the file. */
export interface ParquetFooter {
  readonly columns: readonly string[];
  readonly groups: readonly GroupPlace[];
}

const magicBytes = 4;

/** Reads a footer, its length and the magic word behind it. Throws where it is none, or claims more than the file has or we read. */
export function readFooter(footer: ArrayBuffer, fileBytes: number): ParquetFooter {
  const metadata = parquetMetadata(footer, { geoparquet: false });
  const { children } = parquetSchema(metadata);
  const groups = metadata.row_groups.map((group, index) => placeOf(group, index, fileBytes));
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows !== Number(metadata.num_rows))
    throw new Error(`its row groups have ${rows} rows where ${metadata.num_rows} are claimed`);
  return { columns: children.map(({ element }) => element.name), groups };
}

function placeOf(group: RowGroup, index: number, fileBytes: number): GroupPlace {
  const columns = group.columns.map(columnPlace);
  for (const { start, bytes } of columns) {
    if (!(start >= magicBytes && bytes >= 0 && start + bytes <= fileBytes))
      throw new Error(`row group ${index} reaches from ${start} to ${start + bytes} in a file of ${fileBytes} bytes`);
  }
  const held = columns.reduce((sum, { bytes }) => sum + bytes, 0);
  if (held > parquetLimits.groupBytes)
    throw new Error(
      `row group ${index} has ${held} bytes; at most ${parquetLimits.groupBytes} are read: write it with fewer rows in a group`,
    );
  const rows = Number(group.num_rows);
  if (!(rows >= 0 && rows <= parquetLimits.groupRows && (held > 0 || rows === 0)))
    throw new Error(
      `row group ${index} claims ${group.num_rows} rows in ${held} bytes; at most ${parquetLimits.groupRows} rows are read`,
    );
  const unpacked = group.columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size), 0);
  return { rows, columns, unpacked };
}

function columnPlace({ meta_data, file_path }: RowGroup['columns'][number]): ColumnPlace {
  if (file_path !== undefined) throw new Error(`a column lies in another file, ${file_path.slice(0, 200)}`);
  if (!meta_data) throw new Error('a column without metadata');
  return {
    start: Number(meta_data.dictionary_page_offset || meta_data.data_page_offset),
    bytes: Number(meta_data.total_compressed_size),
  };
}
