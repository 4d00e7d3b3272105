import sharp from 'sharp';

import { PolicyError } from '../errors.ts';

interface Size {
  readonly imageWidth: number;
  readonly imageHeight: number;
}

const channels = 3;

/**
 * A picture, RGB row by row, as a PNG of the size that the policy is shown. One of the same shape is enlarged without smoothing. Throws
 * `BadPolicyFile` where it has another shape.
 */
export async function pictureBytes(rgb: Uint8Array, { imageWidth, imageHeight }: Size): Promise<Uint8Array> {
  const scale = Math.sqrt(rgb.length / channels / (imageWidth * imageHeight));
  const width = Math.round(imageWidth * scale);
  const height = Math.round(imageHeight * scale);
  const isOfShape = width * height * channels === rgb.length && width * imageHeight === height * imageWidth;
  if (!isOfShape)
    throw new PolicyError(
      'BadPolicyFile',
      `A picture of ${rgb.length / channels} pixels has not the shape ${imageWidth} x ${imageHeight} of the policy's config.json.`,
    );
  const raw = sharp(rgb, { raw: { width, height, channels } });
  const sized = scale === 1 ? raw : raw.resize(imageWidth, imageHeight, { kernel: 'nearest' });
  return new Uint8Array(await sized.png().toBuffer());
}
