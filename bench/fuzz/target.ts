import type { Draws } from '../../transit/seed.ts';

/** A reader of strangers' files, and files that are hard on it. */
export interface FuzzTarget {
  /** The name of the error that it may end with. */
  readonly refusal: string;
  /** Whole files that are changed byte by byte, and some made to harm. */
  readonly samples: () => Promise<readonly Buffer[]>;
  readonly bombs: () => Promise<Readonly<Record<string, Buffer>>>;
  /** A file out of a sample. */
  readonly changed: (sample: Buffer, draws: Draws) => Buffer;
  readonly read: (file: Buffer) => Promise<unknown>;
  readonly close?: () => Promise<void>;
}
