/** What a request of the double came to. */
export type Result = { readonly json: unknown } | { readonly protobuf: Buffer } | { readonly error: string };

interface Future {
  readonly result: Result;
  /** Model, number, and the request as it was. */
  readonly key: string | undefined;
  readonly payload: string;
}

export class NumberReused extends Error {}

/** Results by the name that their request was answered with; the request of a number is done once. */
export class Futures {
  readonly #all: Future[] = [];

  /** Throws {@link NumberReused} where another request had the number. */
  make(model: string | undefined, seqId: number | undefined, payload: string, work: () => Result): number {
    const key = model !== undefined && seqId ? `${model}/${seqId}` : undefined;
    const standing = key === undefined ? -1 : this.#all.findIndex((each) => each.key === key);
    if (standing >= 0) {
      if (this.#all[standing]!.payload !== payload) throw new NumberReused();
      return standing;
    }
    this.#all.push({ result: work(), key, payload });
    return this.#all.length - 1;
  }

  get(id: number): Result | undefined {
    return this.#all[id]?.result;
  }
}
