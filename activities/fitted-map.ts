import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { fittedPicture } from '../transit/pictures/fitted-picture.ts';
import type { PictureSize } from '../transit/pictures/smart-resize.ts';
import { intact } from '../store/errors.ts';

/**
 * A stored picture of any size at the one that a policy sees, made once for a digest and a size and then found by these. Throws
 * `MissingObject`, `CorruptObject` or `BadPicture` where the picture is not what it should be.
 */
export async function fittedMap(
  store: ObjectStore,
  picture: ObjectRef,
  { width, height }: PictureSize,
): Promise<ObjectRef> {
  const key = `pictures/${picture.sha256}/fitted-${width}-${height}.json`;
  const known = await store.readRecord<ObjectRef>(key);
  if (known && (await intact(store.get(known)))) return known;
  return store.writeRecord(
    key,
    await store.put(await fittedPicture(await store.get(picture), { width, height }), 'png'),
  );
}
