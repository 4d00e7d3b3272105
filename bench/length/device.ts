import { setTimeout as sleep } from 'node:timers/promises';

export interface SimulatedDevices {
  readonly count: number;
  /** What one device alone takes for all answers of a step, and for an update. */
  readonly rolloutMs: number;
  readonly updateMs: number;
}

/** Stands for an accelerator: it is busy for a while, with one piece of work at a time. */
export class Device {
  #free: Promise<unknown> = Promise.resolve();

  async work(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return;
    this.#free = this.#free.then(() => sleep(milliseconds));
    await this.#free;
  }
}
