import sharp from 'sharp';
import { expect, test } from 'vitest';

import { mapPicture, paintMap } from '../draw-map.ts';
import { pixelsOf } from '../pixels.ts';
import { randomNetwork } from '../random-network.ts';
import { blankPixels, fittedPicture, fittedPixels } from './fitted-picture.ts';
import { hollowPng } from './made-png.ts';

const size = { width: 128, height: 144 };

test('a map that was drawn for the policy is seen as it was drawn', async () => {
  const network = randomNetwork(['pixels', 1], 'hard');
  const { width, height, rgb } = paintMap(network, 'dusk');
  expect({ width, height }).toEqual(size);
  const picture = await mapPicture(network, 'dusk');
  expect(Buffer.compare(await fittedPixels(picture, size), rgb)).toBe(0);
});

test.each(['png', 'jpeg', 'webp'] as const)('a %s of another shape is made to fit, the rest white', async (format) => {
  const black = sharp({ create: { width: 300, height: 100, channels: 3, background: 'black' } });
  const pixels = await fittedPixels(await black.toFormat(format).toBuffer(), size);
  expect(pixels).toHaveLength(size.width * size.height * 3);
  const at = (x: number, y: number): number => pixels[(y * size.width + x) * 3]!;
  expect([at(0, 0), at(64, 72), at(127, 143)]).toEqual([255, 0, 255]);
});

test('what is transparent is white, and 16 bits are 8', async () => {
  const clear = sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  const deep = await clear.toColourspace('rgb16').png().toBuffer();
  expect(await fittedPixels(deep, { width: 8, height: 8 })).toEqual(blankPixels({ width: 8, height: 8 }));
});

test('a fitted picture has the pixels that are seen', async () => {
  const network = randomNetwork(['pixels', 2], 'easy');
  const picture = await sharp(await mapPicture(network, 'clean'))
    .resize(300, 500)
    .png()
    .toBuffer();
  const file = await fittedPicture(picture, size);
  expect(Buffer.compare(await pixelsOf(file), await fittedPixels(picture, size))).toBe(0);
  expect(await fittedPicture(picture, size)).toEqual(file);
});

test.each([
  ['a bomb', hollowPng(100_000), 'has more than 400 million pixels'],
  ['a picture that breaks off', hollowPng(100), 'cannot be decoded: '],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'), 'is no picture: allowed'],
  ['text', Buffer.from('iVBOR'), 'is no picture: allowed are PNG, JPEG, WebP'],
  ['nothing', Buffer.alloc(0), 'is no picture'],
])('%s is refused', async (_, picture, message) => {
  await expect(fittedPixels(picture, size)).rejects.toMatchObject({
    name: 'BadPicture',
    message: expect.stringContaining(message),
  });
});
