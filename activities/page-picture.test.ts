import sharp from 'sharp';
import { expect, test } from 'vitest';

import { draws } from '../transit/seed.ts';
import { pagePicture } from './page-picture.ts';

test('a small picture stays as it is, a large one becomes a small copy of the same shape', async () => {
  const small = Buffer.from('whatever it is');
  expect(await pagePicture(small, 'image/png')).toEqual({ mediaType: 'image/png', base64: small.toString('base64') });

  const drawn = draws(7);
  const noise = Buffer.from(Array.from({ length: 1200 * 600 * 3 }, () => drawn.below(256)));
  const large = await sharp(noise, { raw: { width: 1200, height: 600, channels: 3 } })
    .png()
    .toBuffer();
  const { mediaType, base64 } = await pagePicture(large, 'image/png');
  expect(mediaType).toBe('image/webp');
  expect(await sharp(Buffer.from(base64, 'base64')).metadata()).toMatchObject({
    format: 'webp',
    width: 800,
    height: 400,
  });
});
