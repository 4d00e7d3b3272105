import sharp from 'sharp';

import { jpegThatClaims, webpThatClaims } from '../../transit/pictures/made-claims.ts';
import { blackPng, hollowPng, padded, withRightChecks } from '../../transit/pictures/made-png.ts';
import { checkPicture } from '../../transit/pictures/picture-file.ts';
import { changedBytes } from './changed-bytes.ts';
import type { FuzzTarget } from './target.ts';

/** A picture with something in it, small enough that thousands are read in a minute. */
const drawn = () => {
  const bars = [0, 1, 2, 3].map(
    (n) => `<rect x="${n * 9}" y="${n * 5}" width="20" height="14" fill="hsl(${n * 80},70%,50%)"/>`,
  );
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="61" height="47">${bars.join('')}</svg>`));
};

/** What a file may claim, and what one may have. */
const claimed = { width: 20_000, height: 20_000 } as const;
const whole = { width: 8_000, height: 8_000 } as const;
const rgb = { ...whole, depth: 8, colour: 'rgb' } as const;
const deep = { colour: 'rgba', depth: 16 } as const;

export const pictures: FuzzTarget = {
  refusal: 'BadPicture',
  samples: () =>
    Promise.all([
      drawn().png().toBuffer(),
      drawn().png({ progressive: true }).toBuffer(),
      drawn().png({ palette: true }).toBuffer(),
      drawn().toColourspace('rgb16').png().toBuffer(),
      drawn().jpeg().toBuffer(),
      drawn().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
      drawn().toColourspace('cmyk').jpeg().toBuffer(),
      drawn().webp().toBuffer(),
      drawn().webp({ lossless: true }).toBuffer(),
      drawn().gif().toBuffer(),
    ]),
  bombs: async () => ({
    'a PNG of 10 billion pixels': hollowPng(100_000),
    'a PNG of 4 billion pixels each way': hollowPng(2 ** 32 - 1),
    'a PNG of 400 million pixels that are not there': hollowPng(claimed.width, deep),
    'an interlaced PNG of 400 million pixels': hollowPng(claimed.width, { ...deep, interlaced: true }),
    'a black PNG of 64 million pixels': await blackPng({ ...rgb, interlaced: false }),
    'a black interlaced PNG of 64 million pixels': await blackPng({ ...rgb, interlaced: true }),
    'a PNG with a colour profile of 200 MB': await padded(hollowPng(30), 'iCCP', 200 * 2 ** 20),
    'a PNG with a text of 200 MB': await padded(hollowPng(30), 'zTXt', 200 * 2 ** 20),
    'a JPEG of 400 million pixels that are not there': await jpegThatClaims(claimed, false),
    'a progressive JPEG of 400 million pixels': await jpegThatClaims(claimed, true),
    'a progressive JPEG of 64 million pixels': await jpegThatClaims(whole, true),
    'a WebP of 268 million pixels': await webpThatClaims({ width: 16_383, height: 16_383 }),
    'a WebP of 64 million pixels': await webpThatClaims(whole),
  }),
  changed(sample, draws) {
    const file = changedBytes(sample, draws);
    return draws.below(2) === 0 ? file : withRightChecks(file);
  },
  read: checkPicture,
};
