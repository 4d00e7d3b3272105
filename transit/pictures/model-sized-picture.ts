import sharp from 'sharp';

import { onWhite, withPicture } from './picture-file.ts';
import { type PictureBudget, type PictureSize, smartResize } from './smart-resize.ts';

export interface ModelPicture extends PictureSize {
  readonly png: Buffer;
}

/**
 * A picture as a big model's processor would see it: of the size of {@link smartResize}, RGB, what is transparent white, by a cubic
 * kernel (theirs is cubic, too; libvips rounds otherwise). The processor then has nothing left to resize. Throws `BadPicture`.
 */
export function resizedForModel(file: Uint8Array, budget: PictureBudget): Promise<ModelPicture> {
  return withPicture(file, async (open) => {
    const { width, height } = await open().metadata();
    const size = smartResize({ width, height }, budget);
    const resized = onWhite(open()).resize(size.width, size.height, {
      fit: 'fill',
      kernel: 'cubic',
      fastShrinkOnLoad: false,
    });
    return { ...size, png: await resized.png({ compressionLevel: 6 }).toBuffer() };
  });
}

/** White of the size that a picture would be seen at. Throws `BadPicture`. */
export function blankForModel(file: Uint8Array, budget: PictureBudget): Promise<ModelPicture> {
  return withPicture(file, async (open) => {
    const { width, height } = await open().metadata();
    const size = smartResize({ width, height }, budget);
    return {
      ...size,
      png: await sharp({ create: { ...size, channels: 3, background: 'white' } })
        .png()
        .toBuffer(),
    };
  });
}
