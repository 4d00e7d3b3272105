import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { BadDatasetFile } from './bad-dataset.ts';
import {
  endsBy,
  ready,
  type DecodeReply,
  type DecodeRequest,
  type GroupToHold,
  type Numbered,
  type Piece,
} from './decode-messages.ts';
import type { ColumnPlace, ParquetFooter } from './parquet-footer.ts';
import { parquetLimits } from './parquet-limits.ts';
import type { DecodedRow } from './row-group.ts';
import type { RangeFile } from './source.ts';

/** A row group by its footer and its columns' places in the file. */
export interface GroupInFile {
  readonly footer: ArrayBuffer;
  readonly index: number;
  readonly columns: readonly ColumnPlace[];
}

/** What the process's end says of the file, by its signal; V8 ends by SIGABRT, or as a trap, where its heap is full. */
const tooLarge = 'needs more memory to be decoded than there is for it';
const problems: Readonly<Record<string, string>> = {
  [endsBy.memory]: tooLarge,
  SIGABRT: tooLarge,
  SIGTRAP: tooLarge,
};

/**
 * Decodes parquet in a process of its own, within bounds of time and memory; where a file breaks these, the process ends and the
 * next call starts another. For one reader at a time. Close it when done.
 */
export class ParquetDecoder {
  readonly #seconds: number;
  #process: Promise<ChildProcess> | undefined;
  /** The process that holds the row group whose rows are asked for. */
  #holder: ChildProcess | undefined;
  #asked = ready;

  /** @param seconds of computing that a footer, the pages of a row group or a batch of rows may take. */
  constructor(seconds: number = parquetLimits.decodeSeconds) {
    this.#seconds = seconds;
  }

  /** What a footer tells, its length and the magic word behind it. Throws {@link BadDatasetFile}. */
  async footer(where: string, footer: ArrayBuffer, fileBytes: number): Promise<ParquetFooter> {
    const child = await this.#running();
    return (await this.#ask(child, where, { footer: new Uint8Array(footer), fileBytes })).footer!;
  }

  /** Brings a row group to the process, few pieces at a time, in place of the one before. Throws {@link BadDatasetFile}. */
  async hold(where: string, { footer, index, columns }: GroupInFile, file: RangeFile): Promise<void> {
    const child = await this.#running();
    this.#holder = undefined;
    let group: GroupToHold | null = { footer: new Uint8Array(footer), index, columns };
    let [pieces, gathered]: [Piece[], number] = [[], 0];
    for await (const piece of piecesOf(columns, file)) {
      pieces.push(piece);
      gathered += piece.content.length;
      if (gathered < parquetLimits.pieceBytes) continue;
      await this.#ask(child, where, { group, pieces });
      [group, pieces, gathered] = [null, [], 0];
    }
    await this.#ask(child, where, { group, pieces });
    this.#holder = child;
  }

  /** Rows of the row group that is held. Throws {@link BadDatasetFile}. */
  async rows(where: string, from: number, to: number): Promise<readonly DecodedRow[]> {
    if (!this.#holder) throw new Error('no row group is held');
    return (await this.#ask(this.#holder, where, { from, to })).rows as readonly DecodedRow[];
  }

  async close(): Promise<void> {
    const child = await this.#process?.catch(() => undefined);
    [this.#process, this.#holder] = [undefined, undefined];
    child?.kill(endsBy.memory);
  }

  async #ask(child: ChildProcess, where: string, request: DecodeRequest): Promise<DecodeReply> {
    if (hasEnded(child)) throw new Error('the process that decodes parquet has ended');
    const number = ++this.#asked;
    const answer = replyOf(child, number);
    child.send({ number, decoding: request } satisfies Numbered<DecodeRequest>, () => undefined);
    const { end, problem, ...reply } = await answer;
    if (end !== undefined) this.#process = undefined;
    const told = end === undefined ? problem : this.#problemOf(end);
    if (told === undefined) return reply;
    throw new BadDatasetFile(`${where}: ${told}`);
  }

  #problemOf(end: string): string {
    if (end === endsBy.time) return `is not decoded within ${this.#seconds} seconds of computing`;
    const problem = problems[end];
    if (problem === undefined) throw new Error(`the process that decodes parquet ended (${end})`);
    return problem;
  }

  #running(): Promise<ChildProcess> {
    this.#process ??= this.#started();
    return this.#process;
  }

  async #started(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(new URL('decode-process.ts', import.meta.url)), [String(this.#seconds)], {
      // A stranger's file is read there: nothing of ours is.
      env: {},
      execArgv: ['--import', import.meta.resolve('tsx'), `--max-old-space-size=${parquetLimits.decodeHeapMegabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // Whatever ends it, told of or between two calls, the next call has another.
    child.once('exit', () => (this.#process = undefined));
    child.unref();
    const { end } = await replyOf(child, ready);
    if (end === undefined) return child;
    throw new Error(`the process that decodes parquet cannot be started (${end})`);
  }
}

/** The columns' bytes, few at a time. */
async function* piecesOf(columns: readonly ColumnPlace[], file: RangeFile): AsyncGenerator<Piece> {
  for (const [column, { start, bytes }] of columns.entries()) {
    for (let offset = 0; offset < bytes; offset += parquetLimits.pieceBytes) {
      const end = Math.min(bytes, offset + parquetLimits.pieceBytes);
      yield { column, offset, content: new Uint8Array(await file.slice(start + offset, start + end)) };
    }
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** The reply of the process to a request, or the signal or status that it ended with. It keeps us here for as long, and no longer. */
async function replyOf(child: ChildProcess, number: number): Promise<DecodeReply & { readonly end?: string }> {
  const heard = new AbortController();
  const { signal } = heard;
  const said = messageOf(child, number, signal);
  const ended = once(child, 'exit', { signal }).then(([status, name]) => ({ end: String(name ?? status) }));
  child.ref();
  child.channel?.ref();
  try {
    return await Promise.race([said, ended]);
  } finally {
    child.unref();
    child.channel?.unref();
    heard.abort();
    await Promise.allSettled([said, ended]);
  }
}

async function messageOf(child: ChildProcess, asked: number, signal: AbortSignal): Promise<DecodeReply> {
  for await (const [message] of on(child, 'message', { signal })) {
    const { number, decoding } = message as Partial<Numbered<DecodeReply>>;
    if (number === asked && decoding) return decoding;
  }
  throw new Error('the process that decodes parquet says nothing');
}
