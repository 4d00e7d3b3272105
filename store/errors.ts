/** The bytes found are not the bytes that were named. Never retried: they will not heal by themselves. */
export class CorruptObject extends Error {
  override readonly name = 'CorruptObject';
}

/** A named object is not in the bucket. */
export class MissingObject extends Error {
  override readonly name = 'MissingObject';
}
