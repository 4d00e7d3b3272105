import pLimit from 'p-limit';
import sharp, { type Metadata, type Sharp } from 'sharp';

import { canResize, type PictureSize } from './smart-resize.ts';

/** A picture that is not read: no format that we take, too large, or broken. The message goes on from what names the picture. */
export class BadPicture extends Error {
  override readonly name = 'BadPicture';
}

/** What a picture file may ask of us. The benchmark's maps have 32 million pixels on average; a file of some KB may claim any size. */
export const pictureLimits = {
  fileBytes: 128 * 2 ** 20,
  pixels: 400_000_000,
  /** Of a picture that is decoded as a whole: interlaced, progressive, WebP. Others are decoded row by row, in little. */
  wholeBytes: 512 * 2 ** 20,
} as const;

/** Pictures as wholes above this are decoded one at a time. */
const largeBytes = 64 * 2 ** 20;
const oneAtOnce = pLimit(1);

const formats = {
  png: { title: 'PNG', fits: (file: Buffer) => file.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n' },
  jpg: { title: 'JPEG', fits: (file: Buffer) => file.toString('latin1', 0, 3) === '\xff\xd8\xff' },
  webp: {
    title: 'WebP',
    fits: (file: Buffer) => file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP',
  },
} as const;

export type PictureFormat = keyof typeof formats;

export interface CheckedPicture extends PictureSize {
  readonly format: PictureFormat;
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** By the first bytes, so that no other decoder of sharp's, SVG's least of all, is ever given a stranger's file. */
function formatOf(content: Uint8Array): PictureFormat {
  if (content.length > pictureLimits.fileBytes)
    throw new BadPicture(`has ${content.length} bytes; at most ${pictureLimits.fileBytes} are read`);
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const format = (Object.keys(formats) as PictureFormat[]).find((each) => formats[each].fits(file));
  if (format) return format;
  const allowed = Object.values(formats).map(({ title }) => title);
  throw new BadPicture(`is no picture: allowed are ${allowed.join(', ')}`);
}

/**
 * Row by row, so that a large one needs little memory; sharp's own limit lets no decoder begin with one of more pixels. A colour profile
 * is a program of the stranger's: it is not read, as the processors of big models do not.
 */
const opened = (content: Uint8Array): Sharp =>
  sharp(content, {
    limitInputPixels: pictureLimits.pixels,
    failOn: 'error',
    sequentialRead: true,
    ignoreIcc: true,
  });

/** Bytes that a decoder takes for a picture as a whole; 0 where it goes row by row. A pixel of WebP was measured to take 8. */
function bytesAsWhole(format: PictureFormat, { width, height, channels, depth, isProgressive }: Metadata): number {
  const perPixel = {
    png: isProgressive ? channels * (depth === 'ushort' ? 2 : 1) : 0,
    jpg: isProgressive ? channels * 2 : 0,
    webp: 8,
  }[format];
  return width * height * perPixel;
}

/** Works on a stranger's picture. Throws {@link BadPicture} where it cannot be decoded, or takes too much to be. */
export async function withPicture<T>(
  content: Uint8Array,
  work: (open: () => Sharp, format: PictureFormat) => Promise<T>,
): Promise<T> {
  const format = formatOf(content);
  const open = (): Sharp => opened(content);
  try {
    const bytes = bytesAsWhole(format, await open().metadata());
    if (bytes > pictureLimits.wholeBytes)
      throw new BadPicture(
        `takes ${megabytes(bytes)} MB, since it is not written row by row; at most ${megabytes(pictureLimits.wholeBytes)}`,
      );
    return await (bytes > largeBytes ? oneAtOnce(() => work(open, format)) : work(open, format));
  } catch (error) {
    if (error instanceof BadPicture) throw error;
    const [reason] = (error as Error).message.split('\n');
    throw new BadPicture(
      /pixel limit/.test(reason ?? '')
        ? `has more than ${pictureLimits.pixels / 1e6} million pixels`
        : `cannot be decoded: ${reason}`,
    );
  }
}

/** Decodes a picture file in full, to know that it can be. Throws {@link BadPicture}. */
export function checkPicture(content: Uint8Array): Promise<CheckedPicture> {
  return withPicture(content, async (open, format) => {
    const { width, height } = await open().metadata();
    if (!canResize({ width, height })) throw new BadPicture(`is ${width} x ${height}, too long for its other side`);
    // Down to one pixel, of which every other is a part.
    await open().resize(1, 1, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer();
    return { format, width, height };
  });
}

/** RGB as policies see it: what is transparent is white, 16 bits are 8. */
export const onWhite = (image: Sharp): Sharp => image.flatten({ background: 'white' }).toColourspace('srgb');
