import sharp from 'sharp';

/** The pixels of a picture file (PNG or another format that sharp reads): RGB bytes, row by row. */
export async function pixelsOf(picture: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await sharp(picture).removeAlpha().toColourspace('srgb').raw().toBuffer());
}
