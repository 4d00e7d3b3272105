import { extname } from 'node:path';

import type { Counted, Swept, SweptKind } from '../report/swept-text.ts';
import type { ListedObject } from '../store/bucket.ts';

const nothing: Counted = { objects: 0, bytes: 0 };
const plus = ({ objects, bytes }: Counted, more: ListedObject): Counted => ({
  objects: objects + 1,
  bytes: bytes + more.bytes,
});
const examplesTold = 3;

/** Kinds of objects for people, by their endings. */
const kinds: Readonly<Record<string, string>> = {
  '.safetensors': 'weights and optimiser states',
  '.png': 'pictures',
  '.jpg': 'pictures',
  '.webp': 'pictures',
  '.picture': 'pictures',
  '.html': 'reports',
  '.json': 'batches, answers and other JSON',
  '.jsonl': 'records of datasets and benchmarks',
};
const kindOf = ({ key }: ListedObject): string => kinds[extname(key)] ?? 'other';

/** Counts what a sweep meets. */
export class SweptTally {
  readonly #gone = new Map<string, SweptKind>();
  #named = nothing;
  #young = nothing;

  named(object: ListedObject): void {
    this.#named = plus(this.#named, object);
  }

  young(object: ListedObject): void {
    this.#young = plus(this.#young, object);
  }

  gone(objects: readonly ListedObject[]): void {
    for (const object of objects) {
      const kind = kindOf(object);
      const { examples, ...counted } = this.#gone.get(kind) ?? { ...nothing, examples: [] };
      const shown = examples.length < examplesTold ? [...examples, object.key] : examples;
      this.#gone.set(kind, { kind, ...plus(counted, object), examples: shown });
    }
  }

  /** How far the sweep is. */
  get sums(): Readonly<Record<string, number>> {
    const gone = [...this.#gone.values()].reduce((sum, { objects }) => sum + objects, 0);
    return { gone, named: this.#named.objects, young: this.#young.objects };
  }

  get objects(): Pick<Swept, 'gone' | 'named' | 'young'> {
    const gone = [...this.#gone.values()].sort((a, b) => b.bytes - a.bytes);
    return { gone, named: this.#named, young: this.#young };
  }
}
