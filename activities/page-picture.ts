import type { MapPicture } from '../report/types.ts';
import { onWhite, withPicture } from '../transit/pictures/picture-file.ts';

/** A file as large as this goes into a page as it is: the maps drawn here have some KB. */
const smallFile = 100_000;
/** Of a larger one the page has a copy whose longer side has so many pixels. */
const side = 800;
const quality = 75;

/** A picture for a page that must stay small. Throws `BadPicture` where a large one cannot be decoded. */
export async function pagePicture(file: Buffer, mediaType: string): Promise<Pick<MapPicture, 'mediaType' | 'base64'>> {
  if (file.length <= smallFile) return { mediaType, base64: file.toString('base64') };
  const copy = await withPicture(file, (open) =>
    onWhite(open().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }))
      .webp({ quality })
      .toBuffer(),
  );
  return { mediaType: 'image/webp', base64: copy.toString('base64') };
}
