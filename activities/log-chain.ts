import type { ObjectRef } from '../store/objects.ts';
import type { LogEntry } from '../store/run-records.ts';
import { stepIn } from '../store/step-name.ts';

/** An entry of the training log as it lies in the bucket; one that is damaged has no value. */
interface ReadEntry {
  readonly key: string;
  readonly sha256: string;
  readonly value: LogEntry | undefined;
}

/** The chain of a training log, followed from the manifest on: each entry names the digest of the one before it, and begins with its version. */
export class LogChain {
  /** Digests of the run's versions by step. */
  readonly versions = new Map<number, string>();
  readonly #prefix: string;
  readonly #fault: (told: string) => void;
  #last: { readonly what: string; readonly sha256: string; readonly after?: string; readonly step?: number };

  constructor(manifest: ObjectRef, prefix: string, fault: (told: string) => void) {
    this.#prefix = prefix;
    this.#fault = fault;
    this.#last = { what: manifest.key, sha256: manifest.sha256 };
  }

  /** Takes the next entry, by the order of the names. */
  take({ key, sha256, value: entry }: ReadEntry): void {
    const step = stepIn(key);
    const { step: lastStep } = this.#last;
    if (lastStep !== undefined && step !== lastStep + 1)
      this.#fault(`record ${this.#prefix} lacks the entry of step ${lastStep + 1}`);
    if (!entry) this.#fault(`record ${key} is damaged`);
    else {
      this.#follows(key, entry);
      if (!this.versions.has(step)) this.versions.set(step, entry.before);
      this.#wasSampled(key, entry);
    }
    this.#last = { what: `record ${key}`, sha256, step, ...(entry && { after: entry.after }) };
    this.versions.set(step + 1, entry?.after ?? '');
  }

  #follows(key: string, { previous, before }: LogEntry): void {
    const { what, sha256, after } = this.#last;
    if (previous !== undefined && previous !== sha256)
      this.#fault(`${what} has SHA-256 ${sha256}, the entry after it, ${key}, has ${previous} for it`);
    else if (after !== undefined && before !== after)
      this.#fault(`record ${key} begins with version ${before}, the one before it ends with ${after}`);
  }

  /** Where an older version answered, it is one that the log has. */
  #wasSampled(key: string, { sampledBy }: LogEntry): void {
    const logged = sampledBy && this.versions.get(sampledBy.step);
    if (sampledBy && logged !== sampledBy.digest)
      this.#fault(
        `record ${key} was sampled by version ${sampledBy.digest} of step ${sampledBy.step}, the training log has ${logged ?? 'none'} there`,
      );
  }
}
