import type { ObjectStore } from '../store/objects.ts';

/** What may befall bytes in a bucket, given those of something else of the same sort; undefined: they are gone. */
export const damages: Readonly<Record<string, (bytes: Buffer, other: Buffer) => Buffer | undefined>> = {
  'changed in one byte': (bytes) => {
    const changed = Buffer.from(bytes);
    changed[Math.floor(bytes.length / 2)]! ^= 1;
    return changed;
  },
  'cut short': (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)),
  missing: () => undefined,
  'replaced by another': (_, other) => other,
};

export type DamageKind = keyof typeof damages;

/** Bytes of another object of the same ending, or another record of the same folder. */
async function otherThan(store: ObjectStore, key: string, bytes: Buffer): Promise<Buffer> {
  const folder = key.startsWith('objects/') ? 'objects/' : key.slice(0, key.lastIndexOf('/') + 1);
  const ending = key.slice(key.lastIndexOf('.'));
  for (const each of await store.listKeys(folder)) {
    const other = each !== key && each.endsWith(ending) ? await store.read(each) : undefined;
    if (other && !other.equals(bytes)) return other;
  }
  return Buffer.from('{}');
}

/** Damages what lies under a name. Answers with what puts it right again. */
export async function damage(store: ObjectStore, key: string, kind: DamageKind): Promise<() => Promise<unknown>> {
  const bytes = await store.read(key);
  if (!bytes) throw new Error(`${key} is not there`);
  const ending = key.slice(key.lastIndexOf('.') + 1);
  const left = damages[kind]!(bytes, await otherThan(store, key, bytes));
  await (left ? store.bucket.write(key, left, ending) : store.bucket.remove([key]));
  return () => store.bucket.write(key, bytes, ending);
}
