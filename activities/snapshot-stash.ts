import type { PolicySnapshot } from '../policy/port.ts';

const most = 4;

/** Snapshots of versions that were put aside, the newest few. */
export class SnapshotStash {
  readonly #snapshots = new Map<string, PolicySnapshot>();

  get(digest: string): PolicySnapshot | undefined {
    return this.#snapshots.get(digest);
  }

  forget(digest: string): void {
    this.#snapshots.delete(digest);
  }

  /** Keeps that of a version, taken now unless it is here, as the newest. */
  async keep(digest: string, take: () => Promise<PolicySnapshot>): Promise<void> {
    const snapshot = this.#snapshots.get(digest) ?? (await take());
    this.#snapshots.delete(digest);
    this.#snapshots.set(digest, snapshot);
    const [oldest] = this.#snapshots.keys();
    if (this.#snapshots.size > most && oldest !== undefined) this.#snapshots.delete(oldest);
  }
}
