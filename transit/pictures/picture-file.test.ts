import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';

import { resizedForModel } from './model-sized-picture.ts';
import { jpegThatClaims, webpThatClaims } from './made-claims.ts';
import { blackPng, hollowPng, type PngForm } from './made-png.ts';
import { checkPicture } from './picture-file.ts';

const plain = (width: number, height: number, background = 'black') =>
  sharp({ create: { width, height, channels: 3, background } });

const noise = () =>
  sharp({
    create: {
      width: 200,
      height: 200,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 99, sigma: 50 },
    },
  });

async function half(picture: Sharp): Promise<Buffer> {
  const file = await picture.toBuffer();
  return file.subarray(0, file.length / 2);
}

test.each([
  ['png', 'png'],
  ['jpeg', 'jpg'],
  ['webp', 'webp'],
] as const)('a %s is known by its first bytes', async (name, format) => {
  expect(await checkPicture(await plain(30, 20).toFormat(name).toBuffer())).toEqual({
    format,
    width: 30,
    height: 20,
  });
});

test.each([
  ['a bomb', () => hollowPng(100_000), /^has more than 400 million pixels$/],
  ['a picture that breaks off', () => hollowPng(100), /^cannot be decoded: /],
  ['half a picture', () => half(noise().png()), /^cannot be decoded: /],
  ['half a photograph', () => half(noise().jpeg()), /^cannot be decoded: /],
  [
    'an interlaced bomb',
    () => hollowPng(14_000, { colour: 'rgb', interlaced: true }),
    /^takes 561 MB, since it is not written row by row; at most 512$/,
  ],
  [
    'a progressive bomb',
    () => jpegThatClaims({ width: 20_000, height: 20_000 }, true),
    /^takes 2289 MB, since it is not/,
  ],
  ['a photograph of 4 billion pixels', () => jpegThatClaims({ width: 65_500, height: 65_500 }, false), /400 million/],
  [
    'a WebP of 16,383 pixels each way',
    () => webpThatClaims({ width: 16_383, height: 16_383 }),
    /^takes 2048 MB, since/,
  ],
  ['a GIF', () => plain(8, 8).gif().toBuffer(), /^is no picture: allowed are PNG, JPEG, WebP$/],
  ['a TIFF', () => plain(8, 8).tiff().toBuffer(), /^is no picture/],
  ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'), /^is no picture/],
  ['nothing', () => Buffer.alloc(0), /^is no picture: allowed are PNG, JPEG, WebP$/],
  ['a line', () => plain(401, 2).png().toBuffer(), /^is 401 x 2, too long for its other side$/],
])('%s is refused with the reason', async (_, make, fault) => {
  await expect(checkPicture(await make())).rejects.toMatchObject({
    name: 'BadPicture',
    message: expect.stringMatching(fault),
  });
});

test('a picture is made as large as the model sees it, what is transparent white', async () => {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const file = await sharp({ create: { width: 100, height: 150, channels: 4, background: clear } })
    .png()
    .toBuffer();
  const { png, width, height } = await resizedForModel(file, { factor: 28, minPixels: 3_136, maxPixels: 10_000 });
  expect({ width, height }).toEqual({ width: 56, height: 112 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 56, height: 112, channels: 3 });
  expect(data.every((value) => value === 255)).toBe(true);
});

const form: PngForm = { width: 1_200, height: 1_200, depth: 8, colour: 'rgb', interlaced: false };

test.each<[string, Partial<PngForm>]>([
  ['row by row', {}],
  ['interlaced', { interlaced: true }],
  ['of 16 bits, interlaced', { depth: 16, colour: 'rgba', interlaced: true }],
  ['grey', { colour: 'grey' }],
])('a whole picture %s is taken', async (_, changes) => {
  const { width, height } = form;
  expect(await checkPicture(await blackPng({ ...form, ...changes }))).toEqual({ format: 'png', width, height });
});

test('a colour profile changes nothing', async () => {
  const file = await plain(28, 28, 'teal').withIccProfile('p3').png().toBuffer();
  const bare = await plain(28, 28, 'teal').png().toBuffer();
  const budget = { factor: 28, minPixels: 784, maxPixels: 784 };
  const [{ png }, without] = await Promise.all([resizedForModel(file, budget), resizedForModel(bare, budget)]);
  const pixel = async (picture: Buffer) =>
    [...(await sharp(picture, { ignoreIcc: true }).raw().toBuffer())].slice(0, 3);
  expect(await pixel(png)).toEqual(await pixel(await sharp(file, { ignoreIcc: true }).png().toBuffer()));
  expect(await pixel(without.png)).toEqual(await pixel(bare));
});
