/**
 * The process that parquet is decoded in: a hostile file may keep it busy for ever or fill its memory, which ends a process whatever
 * thread it happens in. It ends by itself before that harms the machine, and with whoever started it.
 */
import { Worker } from 'node:worker_threads';

import {
  endsBy,
  ready,
  type DecodeReply,
  type DecodeRequest,
  type GroupToHold,
  type Numbered,
  type Piece,
} from './decode-messages.ts';
import { readFooter } from './parquet-footer.ts';
import { parquetLimits } from './parquet-limits.ts';
import { readerOf, type RowGroupReader } from './row-group.ts';
import { sizeOf } from './value-size.ts';

interface Bounds {
  readonly parent: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** A thread looks on, since the first is busy: at memory, at the seconds computed since it was last told of a request, at who is there. */
const lookout = `
  const { parentPort, workerData: { parent, seconds, bytes } } = require('node:worker_threads');
  const computed = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  let [held, begun] = [0, computed()];
  parentPort.on('message', (bytes) => { [held, begun] = [bytes, computed()]; });
  setInterval(() => {
    if (process.ppid !== parent || process.memoryUsage.rss() > bytes + held) process.kill(process.pid, '${endsBy.memory}');
    if (computed() - begun > seconds) process.kill(process.pid, '${endsBy.time}');
  }, 20);
`;

function lookedOn(bounds: Bounds): Worker {
  const worker = new Worker(lookout, { eval: true, workerData: bounds });
  worker.unref();
  return worker;
}

class Decoder {
  #footer: ArrayBuffer = new ArrayBuffer(0);
  #index = 0;
  #columns: { readonly start: number; readonly content: ArrayBuffer }[] = [];
  #reader: RowGroupReader | undefined;

  /** Bytes of the row group that is held. */
  get held(): number {
    return this.#columns.reduce((sum, { content }) => sum + content.byteLength, 0);
  }

  async answer(request: DecodeRequest): Promise<DecodeReply> {
    if ('fileBytes' in request) return { footer: readFooter(bufferOf(request.footer), request.fileBytes) };
    if ('pieces' in request) {
      if (request.group) this.#hold(request.group);
      for (const piece of request.pieces) this.#take(piece);
      return {};
    }
    this.#reader ??= readerOf({ footer: this.#footer, index: this.#index, columns: this.#columns });
    const rows = await this.#reader(request.from, request.to);
    const size = sizeOf(rows);
    if (size > parquetLimits.batchMost)
      throw new Error(`rows ${request.from} to ${request.to} have ${size} bytes; at most ${parquetLimits.batchMost}`);
    return { rows };
  }

  #hold({ footer, index, columns }: GroupToHold): void {
    [this.#footer, this.#index, this.#reader] = [bufferOf(footer), index, undefined];
    this.#columns = columns.map(({ start, bytes }) => ({ start, content: new ArrayBuffer(bytes) }));
  }

  #take({ column, offset, content }: Piece): void {
    new Uint8Array(this.#columns[column]!.content).set(content, offset);
  }
}

/** Bytes in a buffer of their own. */
const bufferOf = (bytes: Uint8Array<ArrayBuffer>): ArrayBuffer => new Uint8Array(bytes).buffer;

function serve(seconds: number): void {
  const bytes = process.memoryUsage.rss() + parquetLimits.decodeBytes;
  const watching = lookedOn({ parent: process.ppid, seconds, bytes });
  const decoder = new Decoder();
  const say = (number: number, decoding: DecodeReply): unknown => process.send?.({ number, decoding });
  process.on('message', ({ number, decoding }: Numbered<DecodeRequest>) => {
    watching.postMessage(decoder.held);
    void decoder
      .answer(decoding)
      .catch((error: unknown): DecodeReply => ({ problem: (error as Error).message }))
      .then((reply) => say(number, reply));
  });
  say(ready, {});
}

serve(Number(process.argv[2]));
