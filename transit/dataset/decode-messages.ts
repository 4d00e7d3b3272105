import type { ColumnPlace, ParquetFooter } from './parquet-footer.ts';

/** A part of a column of a row group. */
export interface Piece {
  readonly column: number;
  readonly offset: number;
  readonly content: Uint8Array;
}

/** A row group whose pieces come now and later. */
export interface GroupToHold {
  readonly footer: Uint8Array<ArrayBuffer>;
  readonly index: number;
  readonly columns: readonly ColumnPlace[];
}

/** What the decoding process is asked, one at a time. */
export type DecodeRequest =
  | { readonly footer: Uint8Array<ArrayBuffer>; readonly fileBytes: number }
  | { readonly group: GroupToHold | null; readonly pieces: readonly Piece[] }
  | { readonly from: number; readonly to: number };

/** A request by its number, and its answer by the same: other messages than these come by the same way, and mean others. */
export interface Numbered<Message> {
  readonly number: number;
  readonly decoding: Message;
}

export interface DecodeReply {
  readonly footer?: ParquetFooter;
  readonly rows?: readonly unknown[];
  /** What is wrong with the file. */
  readonly problem?: string;
}

/** The number of what the process says first, unasked. */
export const ready = 0;

/** Signals that the process ends itself by, where a file takes too long or too much. */
export const endsBy = { time: 'SIGTERM', memory: 'SIGKILL' } as const;
