import { statePathOf } from '../policy/remote/remote-state.ts';
import { removeWeights } from '../policy/tinker/checkpoints.ts';
import { TinkerError } from '../policy/tinker/tinker-error.ts';
import type { TinkerServer } from '../policy/tinker/transport.ts';
import type { DatedObject } from '../store/bucket.ts';
import type { ObjectStore } from '../store/objects.ts';
import { cancellation } from './heartbeat.ts';

/** A snapshot of a policy on a server names what lies there, in some hundred bytes: no weights of one that is here are so small. */
const mostBytes = 4_096;
const patience = { tries: 3, seconds: 20 } as const;

/**
 * What Tinker servers keep for snapshots that a sweep removes. It goes before they do: without them nobody would know of it. Where it cannot
 * go, the snapshots stay for another sweep, and the server is not asked again by this one.
 */
export class ServerStates {
  readonly #store: ObjectStore;
  readonly #server: () => TinkerServer | undefined;
  #left = 0;
  #why: string | undefined;

  constructor(store: ObjectStore, server: () => TinkerServer | undefined) {
    this.#store = store;
    this.#server = server;
  }

  /** Snapshots that stay, and why; undefined where there are none. */
  get left(): { readonly snapshots: number; readonly why: string } | undefined {
    return this.#why === undefined ? undefined : { snapshots: this.#left, why: this.#why };
  }

  /** Lets go of what objects name that are about to be removed. Answers with those that may be. */
  async letGo(objects: readonly DatedObject[]): Promise<readonly DatedObject[]> {
    const free: DatedObject[] = [];
    for (const object of objects) if (await this.#isFree(object)) free.push(object);
    return free;
  }

  async #isFree({ key, bytes }: DatedObject): Promise<boolean> {
    if (!key.endsWith('.safetensors') || bytes > mostBytes) return true;
    const weights = await this.#store.read(key);
    const path = weights && statePathOf(weights);
    if (!path) return true;
    this.#why ??= await this.#refusal(path);
    if (this.#why === undefined) return true;
    this.#left += 1;
    return false;
  }

  /** Why a server did not let go of a state; undefined where it did. */
  async #refusal(path: string): Promise<string | undefined> {
    const server = this.#server();
    if (!server) return 'TINKER_BASE_URL names no server for the worker that sweeps';
    try {
      await removeWeights(server, path, { patience, signal: cancellation() });
      return undefined;
    } catch (error) {
      if (error instanceof TinkerError) return error.message.replace(/\.$/, '');
      throw error;
    }
  }
}
