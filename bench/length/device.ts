import { setTimeout as sleep } from 'node:timers/promises';

export interface SimulatedDevices {
  readonly count: number;
  /** What one device alone takes for all answers of a step, and for an update. */
  readonly rolloutMs: number;
  readonly updateMs: number;
}

/** Stands for an accelerator and the policy on it: it is busy for a while, with one piece of work at a time. */
export class Device {
  readonly #updateMs: number;
  #free: Promise<unknown> = Promise.resolve();
  /** The newest version that it had: it makes the updates again that it lacks, and keeps the older ones. */
  #newest = 0;

  constructor(updateMs: number) {
    this.#updateMs = updateMs;
  }

  /** Work with a version of the policy. */
  sample(version: number, milliseconds: number): Promise<void> {
    return this.#work(() => this.#reach(version) + milliseconds);
  }

  /** The update of a version to the next. */
  update(version: number): Promise<void> {
    return this.#work(() => this.#reach(version + 1));
  }

  /** What it takes to come to a version. */
  #reach(version: number): number {
    const updates = Math.max(0, version - this.#newest);
    this.#newest += updates;
    return updates * this.#updateMs;
  }

  async #work(milliseconds: () => number): Promise<void> {
    this.#free = this.#free.then(() => {
      const busy = milliseconds();
      return busy === 0 ? undefined : sleep(busy);
    });
    await this.#free;
  }
}
