import type { Bucket } from '../store/bucket.ts';
import type { DigestSet } from '../store/digest-set.ts';
import { CorruptObject } from '../store/errors.ts';
import { isSealed } from '../store/sealed.ts';
import { ObjectWalk, type NamedBy } from './object-walk.ts';
import { kindOfName, recordRooms } from './record-names.ts';
import type { Reach } from './retired-runs.ts';

/** Objects that name no others, by their endings: nothing is read of them. */
const leaves = new Set(['png', 'jpg', 'webp', 'picture', 'pictures', 'safetensors', 'html', 'marks', 'tsv']);
const mayName = (key: string): boolean => !leaves.has(key.slice(key.lastIndexOf('.') + 1));

const readAtOnce = 8;

/** A name in the bucket that no release that we know of writes: what it stands for might need any object. */
class UnknownRecord extends Error {
  override readonly name = 'UnknownRecord';
}

/** Tells how far the marking is. */
export type Marking = (seen: { readonly records: number; readonly objects: number }) => void;

/**
 * The digests of all objects that `roots` or any record name, or that such an object names, and so on. `reachOf` says which records count. What
 * cannot be read ends it with `CorruptObject`, `MissingObject` or {@link UnknownRecord}: what it named is then not known.
 */
export async function markedObjects(
  bucket: Bucket,
  roots: Iterable<NamedBy>,
  reachOf: (key: string) => Reach,
  tell: Marking,
): Promise<DigestSet> {
  const walk = new ObjectWalk(bucket, {
    reads: mayName,
    fault: (fault) => {
      throw fault;
    },
  });
  let records = 0;

  async function readRecord(key: string): Promise<void> {
    const kind = kindOfName(key);
    if (kind === undefined)
      throw new UnknownRecord(`${key} in bucket ${bucket.name} is of no kind that this release knows`);
    records += 1;
    if (kind === 'file') return;
    const content = await bucket.read(key);
    if (content && !isSealed(key, content)) throw new CorruptObject(`record ${key} is damaged`);
    const reach = reachOf(key);
    if (content && reach !== 'nothing') await walk.nameAllIn(content, key, reach === 'what is there');
  }

  async function* recordKeys(): AsyncGenerator<string> {
    for (const room of recordRooms) for await (const { key } of bucket.walk(room)) yield key;
  }

  async function readAll(keys: AsyncGenerator<string>): Promise<void> {
    await walk.goOn();
    for await (const key of keys) {
      await readRecord(key);
      await walk.goOn();
      tell({ records, objects: walk.met.size });
    }
  }

  for (const named of roots) walk.name(named);
  const keys = recordKeys();
  await Promise.all(Array.from({ length: readAtOnce }, () => readAll(keys)));
  return walk.met;
}
