import { answers, unreadable } from './answers.ts';
import type { Calls, Sent } from './calls.ts';
import type { AdamSettings, Datum, Loss, LossOutput } from './messages.ts';
import { inPieces, type PieceBounds } from './pieces.ts';
import { decodeLossOutput, encodeForwardBackward } from './protobuf.ts';
import { TinkerError } from './tinker-error.ts';

/**
 * A model of a session that is being trained. Its requests are numbered from 1 on, and the server does the request of a number once: the
 * same request under the same number is answered with the result that it had, another one with `conflict`. So whoever goes back to an
 * earlier number with {@link rewind} and asks the same again changes nothing.
 */
export class TrainedModel {
  readonly id: string;
  readonly #calls: Calls;
  readonly #bounds: PieceBounds;
  #next = 1;

  constructor(calls: Calls, id: string, bounds: PieceBounds) {
    this.#calls = calls;
    this.id = id;
    this.#bounds = bounds;
  }

  /** Number of the next request. */
  get next(): number {
    return this.#next;
  }

  rewind(next: number): void {
    this.#next = next;
  }

  /** Adds the gradient of a loss over the data to what `optimiserStep` applies. */
  forwardBackward(data: readonly Datum[], loss: Loss): Promise<LossOutput> {
    return this.#pass(data, loss, false);
  }

  /** The same without gradient. */
  forward(data: readonly Datum[], loss: Loss): Promise<LossOutput> {
    return this.#pass(data, loss, true);
  }

  /** One step of AdamW with the gradients since the last; answers with what the server measured. */
  async optimiserStep(adam: AdamSettings): Promise<Readonly<Record<string, number>>> {
    const sent = await this.#numbered('optim_step', {
      adam_params: {
        learning_rate: adam.learningRate,
        beta1: adam.beta1,
        beta2: adam.beta2,
        eps: adam.epsilon,
        weight_decay: adam.weightDecay,
        grad_clip_norm: adam.gradClipNorm,
      },
    });
    return (await sent.json(answers.optimiserStep)).metrics ?? {};
  }

  /** Weights and optimiser state under a name of letters, digits, `-` and `_`; answers with the path to load them by. */
  save(name: string): Promise<string> {
    return this.#saved('save_weights', name, `tinker://${this.id}/weights/${name}`);
  }

  /** Weights to sample from under a name; answers with their path. */
  saveForSampler(name: string): Promise<string> {
    return this.#saved('save_weights_for_sampler', name, `tinker://${this.id}/sampler_weights/${name}`);
  }

  /** Has the server let go of what it saved to sample from. Throws `gone` where it has already. */
  removeSampler(path: string): Promise<void> {
    return this.#calls.remove(`training_runs/${this.id}/checkpoints/sampler_weights/${path.split('/').at(-1)}`);
  }

  /** Must be the first request of a model. */
  async load(path: string, { optimiser }: { readonly optimiser: boolean }): Promise<void> {
    await (await this.#numbered('load_weights', { path, optimizer: optimiser })).result();
  }

  /** Frees the server of the model. */
  async unload(): Promise<void> {
    await (await this.#calls.send('unload_model', { json: { model_id: this.id, type: 'unload_model' } })).result();
  }

  async #pass(data: readonly Datum[], loss: Loss, forwardOnly: boolean): Promise<LossOutput> {
    const sent: Sent[] = [];
    for (const piece of inPieces(data, this.#bounds)) {
      const seqId = this.#next;
      this.#next += 1;
      const protobuf = encodeForwardBackward({ modelId: this.id, seqId, data: piece, loss, forwardOnly });
      sent.push(await this.#calls.send('forward_backward', { protobuf }, `${this.id}/${seqId}`));
    }
    const outputs = await Promise.all(sent.map(async (each) => lossOutputOf(await each.result())));
    return {
      outputs: outputs.flatMap((each) => each.outputs),
      metrics: meanOf(outputs),
    };
  }

  async #numbered(path: string, json: Readonly<Record<string, unknown>>): Promise<Sent> {
    const seqId = this.#next;
    this.#next += 1;
    return this.#calls.send(
      path,
      { json: { model_id: this.id, seq_id: seqId, ...json, type: path } },
      `${this.id}/${seqId}`,
    );
  }

  /** A name that is taken was taken by this very request: its first answer was lost, or it was asked again. */
  async #saved(path: string, name: string, savedAt: string): Promise<string> {
    try {
      return (await (await this.#numbered(path, { path: name })).json(answers.saved)).path;
    } catch (error) {
      if (error instanceof TinkerError && error.reason === 'conflict') return savedAt;
      throw error;
    }
  }
}

function lossOutputOf({ isProtobuf, bytes }: Awaited<ReturnType<Sent['result']>>): LossOutput {
  if (!isProtobuf) throw unreadable('forward_backward', 'JSON where protobuf is expected');
  return decodeLossOutput(bytes);
}

/** Over the data of all pieces; what is named as a sum (`:sum`) is added up. */
function meanOf(pieces: readonly LossOutput[]): Readonly<Record<string, number>> {
  const data = pieces.reduce((sum, { outputs }) => sum + outputs.length, 0);
  const weight = (name: string, { outputs }: LossOutput): number => (name.endsWith(':sum') ? 1 : outputs.length / data);
  const total = (name: string): number =>
    pieces.reduce((sum, piece) => sum + weight(name, piece) * (piece.metrics[name] ?? 0), 0);
  return Object.fromEntries(Object.keys(pieces[0]?.metrics ?? {}).map((name) => [name, total(name)]));
}
