import { setTimeout as sleep } from 'node:timers/promises';

import { PolicyError } from '../errors.ts';
import type { TinkerClient } from '../tinker/client.ts';
import type { AdamSettings, Datum, Loss, LossOutput } from '../tinker/messages.ts';
import type { TrainedModel } from '../tinker/trained-model.ts';
import type { RemoteConfig } from './remote-config.ts';
import type { KeptState, RemoteState } from './remote-state.ts';
import { onServer } from './server-errors.ts';

/** Of a load: the server knows no such state, or has lost its files. */
const notThere = { gone: 'PolicySnapshotLost', failed: 'PolicySnapshotLost' } as const;
/** How long a server that is left is asked to free itself of a model: else it does when the session is over. */
const farewellMs = 2_000;

/** A state of the model, and the number of its first request after it. */
interface Mark {
  readonly state: KeptState;
  readonly next: number;
  readonly sampler: string;
}

/**
 * One model on a server, made for one policy, and how far it is. What is asked of it after a mark is always asked in the same order, so
 * updates that are made again from there carry the numbers that they had, and the server does them once.
 */
export class ServerModel {
  readonly #model: TrainedModel;
  #mark: Mark;
  #sampler: string;
  /** Number of the first request that was never sent. */
  #furthest: number;

  private constructor(model: TrainedModel, mark: Mark) {
    this.#model = model;
    this.#mark = mark;
    this.#sampler = mark.sampler;
    this.#furthest = mark.next;
  }

  /** Throws `PolicySnapshotLost` where the server has the state no more. */
  static async make(client: TinkerClient, { baseModel, lora }: RemoteConfig, state: KeptState): Promise<ServerModel> {
    const model = await onServer(() => client.createModel(baseModel, lora));
    const { path, updates } = state;
    if (path !== null) await onServer(() => model.load(path, { optimiser: updates > 0 }), notThere);
    const sampler = await onServer(() => model.saveForSampler(`sample-${updates}`));
    return new ServerModel(model, { state, next: model.next, sampler });
  }

  /** Where it can go back to. */
  get mark(): KeptState {
    return this.#mark.state;
  }

  /** Goes back to the mark: what comes next is what came after it, or is refused by the server. */
  rewind(): void {
    this.#model.rewind(this.#mark.next);
    this.#sampler = this.#mark.sampler;
  }

  /** One optimiser step; answers with the log-probabilities of the targets before it, and what the server measured. */
  async step(data: readonly Datum[], loss: Loss, adam: AdamSettings) {
    return this.#sending(async (): Promise<LossOutput> => {
      const { outputs, metrics } = await this.#model.forwardBackward(data, loss);
      return { outputs, metrics: { ...metrics, ...(await this.#model.optimiserStep(adam)) } };
    });
  }

  /** Makes the weights after an update those that are sampled from; those before are let go. */
  async updated({ updates }: RemoteState): Promise<void> {
    const before = this.#sampler;
    this.#sampler = await this.#sending(() => this.#model.saveForSampler(`sample-${updates}`));
    await this.#letGo(before);
  }

  /** Path of the weights of now. */
  get sampler(): string {
    this.#assertThere();
    return this.#sampler;
  }

  /** Has the server keep the state, which becomes the mark. */
  async keep(state: RemoteState): Promise<KeptState> {
    const { history, updates } = this.#mark.state;
    if (history.equals(state.history) && updates === state.updates) return this.#mark.state;
    this.#assertThere();
    const path = await this.#sending(() => this.#model.save(`state-${state.updates}`));
    this.#mark = { state: { ...state, path }, next: this.#model.next, sampler: this.#sampler };
    return this.#mark.state;
  }

  /** Frees the server of it; a server that is gone has forgotten it already. */
  async leave(): Promise<void> {
    const farewell = this.#letGo(this.#sampler).then(() => this.#model.unload());
    await Promise.race([farewell.catch(() => undefined), sleep(farewellMs, undefined, { ref: false })]);
  }

  /** What stays behind costs room on the server, and nothing else. */
  async #letGo(sampler: string): Promise<void> {
    await this.#model.removeSampler(sampler).catch(() => undefined);
  }

  /** What was sent may have been done, whatever came of it here. */
  async #sending<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await onServer(work);
    } finally {
      this.#furthest = Math.max(this.#furthest, this.#model.next);
    }
  }

  #assertThere(): void {
    if (this.#model.next === this.#furthest) return;
    throw new PolicyError(
      'PolicyServerLost',
      `Model ${this.#model.id} on the Tinker server is ahead of the version that is asked for: it is made anew.`,
    );
  }
}
