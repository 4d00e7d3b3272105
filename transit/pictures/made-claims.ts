import sharp from 'sharp';

import type { PictureSize } from './smart-resize.ts';

const small = () => sharp({ create: { width: 64, height: 64, channels: 3, background: 'black' } });

/** A small photograph that says that it has another size. For tests, as all of this file. */
export async function jpegThatClaims({ width, height }: PictureSize, progressive: boolean): Promise<Buffer> {
  const file = await small().jpeg({ progressive }).toBuffer();
  const frame = file.indexOf(Buffer.from([0xff, progressive ? 0xc2 : 0xc0]));
  file.writeUInt16BE(height, frame + 5);
  file.writeUInt16BE(width, frame + 7);
  return file;
}

/** The same of a lossless WebP, whose header has 14 bits for a side. */
export async function webpThatClaims({ width, height }: PictureSize): Promise<Buffer> {
  const file = await small().webp({ lossless: true }).toBuffer();
  const bits = file.indexOf('VP8L') + 9;
  const flags = file.readUInt32LE(bits) & ~0x0fffffff;
  file.writeUInt32LE((flags | (width - 1) | ((height - 1) << 14)) >>> 0, bits);
  return file;
}
