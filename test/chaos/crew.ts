import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import { Fleet, type Role } from '../fleet.ts';

const pauseMs = 1_000;

/** One worker of each role, and now and then a second: whichever dies unbidden is replaced, as `npm start` does. */
export class Crew {
  readonly #fleet: Fleet;
  readonly #log: (line: string) => void;
  readonly #current = new Map<Role, ChildProcess>();
  /** Those whose end is wanted. */
  readonly #leaving = new WeakSet<ChildProcess>();
  #closed = false;
  /** Why workers died that nobody had killed. */
  readonly deaths: string[] = [];

  constructor(environment: Readonly<Record<string, string>>, log: (line: string) => void, entry?: URL) {
    this.#fleet = new Fleet(environment, { entry });
    this.#log = log;
  }

  of(role: Role): ChildProcess {
    const worker = this.#current.get(role);
    if (!worker) throw new Error(`there is no ${role} worker`);
    return worker;
  }

  /** Starts a worker, which is the one of its role from now on; one that was there goes on beside it. */
  async enter(role: Role): Promise<ChildProcess> {
    for (;;) {
      try {
        const worker = await this.#fleet.start(role);
        this.#current.set(role, worker);
        worker.once('exit', (code, signal) => this.#ended(role, worker, signal ?? `status ${code}`));
        return worker;
      } catch (error) {
        if (this.#closed) throw error;
        this.#log(`${(error as Error).message.trim()}; starting it again`);
        await sleep(pauseMs);
      }
    }
  }

  /** Makes a worker that is there the one of its role again. */
  keep(role: Role, worker: ChildProcess): void {
    this.#current.set(role, worker);
  }

  async kill(worker: ChildProcess): Promise<void> {
    this.#leaving.add(worker);
    await this.#fleet.kill(worker);
  }

  /** Lets a worker finish what it has in hand. */
  async retire(worker: ChildProcess): Promise<void> {
    this.#leaving.add(worker);
    worker.kill('SIGTERM');
    await this.#fleet.ended(worker);
  }

  /** Stops a worker in the middle of something, as a machine that hangs does. Answers false where `given up` came first. */
  freeze(worker: ChildProcess, atWork: () => Promise<boolean>, givenUp: AbortSignal): Promise<boolean> {
    return this.#fleet.freezeWhile(worker, atWork, givenUp);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#fleet.stop();
  }

  #ended(role: Role, worker: ChildProcess, reason: string): void {
    if (this.#closed || this.#leaving.has(worker)) return;
    this.deaths.push(`the ${role} worker died by itself: ${reason}`);
    this.#log(`the ${role} worker died by itself (${reason}); starting it again`);
    if (this.#current.get(role) === worker) void this.enter(role);
  }
}
