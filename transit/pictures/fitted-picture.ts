import sharp, { type Sharp } from 'sharp';

import { onWhite, withPicture } from './picture-file.ts';
import type { PictureSize } from './smart-resize.ts';

/** As large as fits, what is left white. A picture of that very size stays as it is. */
const fitted = (image: Sharp, { width, height }: PictureSize): Sharp =>
  onWhite(image).resize(width, height, { fit: 'contain', background: 'white' });

/** A picture at the size that a policy sees: RGB bytes, row by row. Throws `BadPicture`. */
export function fittedPixels(picture: Uint8Array, size: PictureSize): Promise<Uint8Array> {
  return withPicture(
    picture,
    async (open) => new Uint8Array(await fitted(open(), size).raw({ depth: 'uchar' }).toBuffer()),
  );
}

/** The same pixels as a PNG file. Throws `BadPicture`. */
export async function fittedPicture(picture: Uint8Array, size: PictureSize): Promise<Uint8Array> {
  const raw = { ...size, channels: 3 } as const;
  return new Uint8Array(
    await sharp(await fittedPixels(picture, size), { raw })
      .png()
      .toBuffer(),
  );
}

/** What is shown in a picture's place where a policy must do without. */
export const blankPixels = ({ width, height }: PictureSize): Uint8Array => new Uint8Array(width * height * 3).fill(255);
