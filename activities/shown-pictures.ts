import type { AskedConfig } from '../policy/asked-policy.ts';
import { isServed } from '../policy/served/served-config.ts';
import { blankPixels, fittedPixels } from '../transit/pictures/fitted-picture.ts';
import { blankForModel, resizedForModel } from '../transit/pictures/model-sized-picture.ts';
import type { PictureBudget, PictureSize } from '../transit/pictures/smart-resize.ts';

/** How a policy sees pictures: all at one size in pixels, or each at the size that its model gives it; null where it is blind. */
export type Sight = PictureSize | PictureBudget | null;

export const sightOf = (config: AskedConfig): Sight =>
  isServed(config) ? config.pictures : { width: config.imageWidth, height: config.imageHeight };

/** Pictures as a policy is shown them. */
export interface ShownPictures {
  /** What is shown where there is no picture. */
  readonly none: Uint8Array;
  /** A picture file as it is shown. Throws `BadPicture`. */
  of(file: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

const nothing = new Uint8Array();

/** Pictures of any file for a policy, white in place of each where `blank`. */
export function shownPictures(sight: Sight, blank: boolean): ShownPictures {
  if (sight === null) return { none: nothing, of: () => Promise.resolve(nothing) };
  if ('factor' in sight) {
    const model = blank ? blankForModel : resizedForModel;
    return { none: nothing, of: async (file) => (await model(await file(), sight)).png };
  }
  const white = blankPixels(sight);
  return { none: white, of: async (file) => (blank ? white : fittedPixels(await file(), sight)) };
}
