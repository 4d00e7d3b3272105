import type { ObjectRef, ObjectStore } from './objects.ts';
import { Recent } from './recent.ts';

/** In bytes: manifests and specs are a few KB, the questions of a step a kilobyte each. */
const mostBytes = 256 * 1024;
const mostDocuments = 16;

/**
 * The same store, in which small JSON objects are fetched, checked and parsed once: every activity of a run reads its manifest and its spec,
 * those of a step the same questions, and what lies under its content's digest never changes. One that is damaged meanwhile is noticed by
 * whoever reads it next, elsewhere.
 */
export function withRememberedDocuments(store: ObjectStore): ObjectStore {
  const documents = new Recent<unknown>(mostDocuments);
  return {
    ...store,
    getJson: <T>(ref: ObjectRef) =>
      ref.bytes > mostBytes
        ? store.getJson<T>(ref)
        : (documents.of(ref.sha256, () => store.getJson<unknown>(ref)) as Promise<T>),
  };
}
