import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { resizedForModel } from '../transit/pictures/model-sized-picture.ts';
import {
  type PictureBudget,
  pictureBudgets,
  type PictureModel,
  type PictureSize,
} from '../transit/pictures/smart-resize.ts';

/** A model, and the pixels that its processor is set to; its own budget is in {@link pictureBudgets}. */
export interface ModelPictureSettings {
  readonly model: PictureModel;
  readonly minPixels: number;
  readonly maxPixels: number;
}

/** A picture in the size that a model sees. */
export interface StoredModelPicture extends PictureSize {
  readonly picture: ObjectRef;
}

/**
 * The picture as a model's processor would see it, made once for a digest and settings and then found by these. Models of one
 * factor share it. Throws `MissingObject` or `CorruptObject` where the picture itself is not what it should be.
 */
export async function modelPicture(
  store: ObjectStore,
  map: ObjectRef,
  { model, minPixels, maxPixels }: ModelPictureSettings,
): Promise<StoredModelPicture> {
  const budget: PictureBudget = { factor: pictureBudgets[model].factor, minPixels, maxPixels };
  const key = `pictures/${map.sha256}/${budget.factor}-${minPixels}-${maxPixels}.json`;
  const known = await store.readRecord<StoredModelPicture>(key);
  if (known) return known;
  const { png, width, height } = await resizedForModel(await store.get(map), budget);
  return store.writeRecord(key, { picture: await store.put(png, 'png'), width, height });
}
