/**
 * What a parquet file may ask of us: a file of some KB may claim any size. Well above what the hub's tools write (row groups of 100
 * to 1,000 rows, pages of 1 MB or of one picture), and small enough for a worker.
 */
export const parquetLimits = {
  /** The footer, which grows with row groups times columns. */
  footerBytes: 16 * 2 ** 20,
  /** One row group as it lies in the file: it is held in memory while its rows are read. */
  groupBytes: 2 ** 30,
  /** One page decompressed, a dictionary included. */
  pageBytes: 256 * 2 ** 20,
  /** Values in a page: each is a place in an array, whatever it takes in the file. */
  pageValues: 2 ** 21,
  /** Rows of a row group, whatever they take. */
  groupRows: 2 ** 24,
  /** Of computing, for a footer, or for some rows and, before the first of them, the pages of their row group. */
  decodeSeconds: 60,
  decodeHeapMegabytes: 512,
  /** Memory of the process that decodes, beside its own at the start and the row group that it holds. */
  decodeBytes: 2 ** 30,
  /** A row group is brought to that process in pieces, so that it is in memory once. */
  pieceBytes: 16 * 2 ** 20,
  /** Decoded rows held at once, by the average of their row group. */
  batchBytes: 32 * 2 ** 20,
  batchRows: 1_024,
  /** The same as they turn out. */
  batchMost: 512 * 2 ** 20,
} as const;
