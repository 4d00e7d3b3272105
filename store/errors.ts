/** The bytes found are not the bytes that were named. Never retried: they will not heal by themselves. */
export class CorruptObject extends Error {
  override readonly name = 'CorruptObject';
}

/** A store that does not answer, or refuses us; the message is a sentence for people. Trying again may mend it. */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable';
}

/** The store user may not remove what it is to remove. */
export class RemovalRefused extends Error {
  override readonly name = 'RemovalRefused';
}

/** What cannot be a name in the bucket: it could mean another place than it says. */
export class BadName extends Error {
  override readonly name = 'BadName';
}

/** A named object is not in the bucket. */
export class MissingObject extends Error {
  override readonly name = 'MissingObject';
}

/** What tells that an object or a record is lost, or not what it was. */
export type Damage = CorruptObject | MissingObject;

/** Whether an error is such a one: by its name, which it keeps wherever it comes from. */
export const isDamage = (error: unknown): error is Damage =>
  error instanceof Error && (error.name === 'MissingObject' || error.name === 'CorruptObject');

/** What `read` gives; undefined where that is lost or damaged, for those who can make it again or who are told. */
export async function intact<T>(
  read: Promise<T>,
  tell: (damage: Damage) => void = () => undefined,
): Promise<T | undefined> {
  return read.catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    tell(error);
    return undefined;
  });
}
