import pLimit from 'p-limit';

import { sha256Of, type ObjectRef, type ObjectStore } from '../../store/objects.ts';

/** What the records of a bucket name, object by object, and what is wrong with it. */
export interface References {
  /** Keys of objects that a record names, or that such an object names, and so on. */
  readonly named: ReadonlySet<string>;
  /** Objects that are not there or not whole, each with what is wrong. */
  readonly incomplete: readonly string[];
}

const readAtOnce = 8;
const objects = 'objects/';

const isRef = (value: object): value is ObjectRef =>
  'key' in value && 'sha256' in value && 'bytes' in value && String(value.key).startsWith(objects);

/** Every reference in a value, however deep. */
function* refsIn(value: unknown): Generator<ObjectRef> {
  if (typeof value !== 'object' || value === null) return;
  if (isRef(value)) yield value;
  else for (const part of Object.values(value)) yield* refsIn(part);
}

function faultOf(whole: Buffer | undefined, { key, sha256, bytes, start }: ObjectRef): string | undefined {
  if (!whole) return `${key} is missing`;
  const content = start === undefined ? whole : whole.subarray(start, start + bytes);
  if (content.length !== bytes) return `${key} has ${content.length} bytes, it must have ${bytes}`;
  return sha256Of(content) === sha256 ? undefined : `${key} has other bytes than its digest says`;
}

/** Follows every reference from `root` and the records of a bucket, and reads and checks each object that it comes to. Writes nothing. */
export async function references(store: ObjectStore, root?: unknown): Promise<References> {
  const named = new Set<string>();
  const followed = new Set<string>();
  const incomplete: string[] = [];
  const limit = pLimit(readAtOnce);

  async function follow(ref: ObjectRef): Promise<void> {
    const name = `${ref.key} ${ref.start ?? ''}`;
    if (followed.has(name)) return;
    followed.add(name);
    named.add(ref.key);
    const content = await limit(() => store.read(ref.key));
    const fault = faultOf(content, ref);
    if (fault !== undefined) incomplete.push(fault);
    else if (ref.key.endsWith('.json')) await followAll(content!);
  }
  async function followAll(content: Buffer): Promise<void> {
    await followIn(JSON.parse(content.toString('utf8')));
  }
  async function followIn(value: unknown): Promise<void> {
    await Promise.all([...refsIn(value)].map(follow));
  }

  await followIn(root);

  for (const key of await store.listKeys('')) {
    if (key.startsWith(objects) || !key.endsWith('.json')) continue;
    const content = await store.read(key);
    if (content) await followAll(content);
  }
  return { named, incomplete };
}

/** Objects of a bucket that nothing names. */
export async function unnamed(store: ObjectStore, { named }: References): Promise<readonly string[]> {
  return (await store.listKeys(objects)).filter((key) => !named.has(key));
}
