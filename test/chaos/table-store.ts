import { sha256Of, type ObjectRef, type ObjectStore } from '../../store/objects.ts';

/** Contents of a bucket by their names. */
export type Table = Readonly<Record<string, string>>;

/** What readers need of a store, over a table. */
export function tableStore(contents: Table): ObjectStore {
  const read = async (key: string): Promise<Buffer | undefined> =>
    contents[key] === undefined ? undefined : Buffer.from(contents[key]);
  const readRecord = async (key: string): Promise<unknown> => {
    const content = await read(key);
    return content && JSON.parse(content.toString('utf8'));
  };
  const listKeys = async (prefix: string): Promise<readonly string[]> =>
    Object.keys(contents)
      .filter((key) => key.startsWith(prefix))
      .toSorted();
  return { read, readRecord, listKeys } as unknown as ObjectStore;
}

/** An object by its digest: its reference, and its row of a table. */
export function objectOf(text: string, extension = 'json'): readonly [ObjectRef, Table] {
  const sha256 = sha256Of(Buffer.from(text));
  const key = `objects/${sha256.slice(0, 2)}/${sha256}.${extension}`;
  return [{ key, sha256, bytes: text.length }, { [key]: text }];
}
