import { createDeflate, deflateSync } from 'node:zlib';
import { once } from 'node:events';

/** Of an image's header: bits of a channel, and PNG's number for the channels. */
export interface PngForm {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  readonly colour: 'grey' | 'rgb' | 'rgba';
  readonly interlaced: boolean;
}

const colours = { grey: { code: 0, channels: 1 }, rgb: { code: 2, channels: 3 }, rgba: { code: 6, channels: 4 } };
/** Adam7: where each pass begins and how far apart its pixels are. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG that says that it has this many pixels each way, with hardly any bytes in it. For tests and benches, as all of this file. */
export function hollowPng(side: number, changes: Partial<PngForm> = {}): Buffer {
  const form: PngForm = { width: side, height: side, depth: 8, colour: 'grey', interlaced: false, ...changes };
  return pngOf(form, deflateSync(Buffer.alloc(1_000)));
}

/** A black PNG, whole and right, in as few bytes as can be. */
export async function blackPng(form: PngForm): Promise<Buffer> {
  const bytesOfRow = (width: number): number => 1 + (width * colours[form.colour].channels * form.depth) / 8;
  const rows = (width: number, height: number): number => (width > 0 && height > 0 ? bytesOfRow(width) * height : 0);
  const { width, height, interlaced } = form;
  const bytes = interlaced
    ? passes.reduce((sum, [x, y, dx, dy]) => sum + rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)), 0)
    : rows(width, height);
  return pngOf(form, await deflatedZeros(bytes));
}

/** A PNG whose chunk says, deflated, that many zeros. */
export async function padded(png: Buffer, type: 'iCCP' | 'zTXt', zeros: number): Promise<Buffer> {
  const head = Buffer.from('name\0\0');
  const at = 8 + 12 + 13;
  return Buffer.concat([
    png.subarray(0, at),
    pngChunk(type, Buffer.concat([head, await deflatedZeros(zeros)])),
    png.subarray(at),
  ]);
}

function pngOf({ width, height, depth, colour, interlaced }: PngForm, content: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = colours[colour].code;
  header[12] = interlaced ? 1 : 0;
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', content), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The same PNG with the check of each chunk made right, as far as its chunks can be told: what was changed in them is then looked at. */
export function withRightChecks(png: Buffer): Buffer {
  const right = Buffer.from(png);
  for (let at = 8; at + 12 <= right.length;) {
    const end = at + 8 + right.readUInt32BE(at);
    if (end + 4 > right.length) break;
    right.writeUInt32BE(crc32(right.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return right;
}

async function deflatedZeros(count: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 });
  const zeros = Buffer.alloc(2 ** 20);
  const parts: Buffer[] = [];
  deflate.on('data', (part: Buffer) => parts.push(part));
  for (let left = count; left > 0; left -= zeros.length)
    if (!deflate.write(zeros.subarray(0, Math.min(left, zeros.length)))) await once(deflate, 'drain');
  deflate.end();
  await once(deflate, 'end');
  return Buffer.concat(parts);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
