/** A dataset file that is not what it says: no parquet, broken off, or beyond the limits. The message names file and place. */
export class BadDatasetFile extends Error {
  override readonly name = 'BadDatasetFile';
}

/** A dataset whose files a source does not give to us. The message says which and what is needed. */
export class DatasetRefused extends Error {
  override readonly name = 'DatasetRefused';
}

/** A hub from which no answer came, or one that asks to wait or has failed: trying again may mend it. The message says which and why. */
export class HubUnreachable extends Error {
  override readonly name = 'HubUnreachable';
}

/** Rows that cannot be used, in a dataset whose spec refuses such. The message names rows by number, with the reasons. */
export class BadRows extends Error {
  override readonly name = 'BadRows';
}

/** One row that cannot be used: its place in the dataset, counted from 0, and every reason. */
export interface BadRow {
  readonly row: number;
  readonly reasons: readonly string[];
}

const rowsTold = 20;

/** The rows by number and reason, some of them where there are many. */
export function toldRows(rows: readonly BadRow[]): string {
  const told = rows.slice(0, rowsTold).map(({ row, reasons }) => `row ${row}: ${reasons.join(', ')}`);
  const rest = rows.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
