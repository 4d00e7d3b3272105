import pLimit, { type LimitFunction } from 'p-limit';

import type { Patience } from '../http/patience.ts';
import { answers, unreadable } from './answers.ts';
import { Calls } from './calls.ts';
import { chunkAsJson } from './chunk-as-json.ts';
import type { Chunk, LoraSettings, SampledModel, SampleOutput, SamplingParams } from './messages.ts';
import { usualBounds, type PieceBounds } from './pieces.ts';
import { decodeSample } from './protobuf.ts';
import { TinkerError } from './tinker-error.ts';
import { TrainedModel } from './trained-model.ts';
import { Transport, usualPatience, type TinkerServer } from './transport.ts';

export interface TinkerClientSettings {
  readonly server: TinkerServer;
  /** What the server may show beside the session and its models. */
  readonly tags?: readonly string[];
  /** Sampling requests under way at once; the others wait their turn. */
  readonly inFlight?: number;
  readonly patience?: Patience;
  /** Of one request of `forward` and `forwardBackward`. */
  readonly bounds?: PieceBounds;
  /** Seconds from one sign of life to the next: a session that is silent for minutes is ended, and its models with it. */
  readonly heartbeat?: number;
  /** Gives up the opening; a session that is open has `close`. */
  readonly signal?: AbortSignal | undefined;
}

const sdkVersion = '0.25.0';
const usualInFlight = 64;
const usualHeartbeat = 10;

/**
 * A session with a server of the Tinker protocol (https://tinker-docs.thinkingmachines.ai). What fails ends with a
 * {@link TinkerError}, after it was tried again where that may help. `close` gives up what is under way.
 */
export class TinkerClient {
  readonly #calls: Calls;
  readonly #sampling: LimitFunction;
  readonly #bounds: PieceBounds;
  readonly #session: string;
  readonly #abort: AbortController;
  readonly #heartbeat: NodeJS.Timeout;
  #models = 0;

  private constructor(settings: TinkerClientSettings, calls: Calls, session: string, abort: AbortController) {
    this.#calls = calls;
    this.#sampling = pLimit(settings.inFlight ?? usualInFlight);
    this.#bounds = settings.bounds ?? usualBounds;
    this.#session = session;
    this.#abort = abort;
    // One that does not come through is made up for by the next; a session that is gone shows in whatever is asked of it.
    this.#heartbeat = setInterval(
      () => {
        void this.#calls
          .ask(answers.nothing, 'session_heartbeat', { session_id: session, type: 'session_heartbeat' })
          .catch(() => undefined);
      },
      (settings.heartbeat ?? usualHeartbeat) * 1000,
    ).unref();
  }

  static async open(settings: TinkerClientSettings): Promise<TinkerClient> {
    const abort = new AbortController();
    const giveUp = (): void => abort.abort(settings.signal?.reason);
    settings.signal?.addEventListener('abort', giveUp);
    const calls = new Calls(new Transport(settings.server, settings.patience ?? usualPatience, abort.signal));
    const asked = {
      tags: settings.tags ?? [],
      user_metadata: null,
      sdk_version: sdkVersion,
      type: 'create_session',
    };
    try {
      const { session_id } = await calls.ask(answers.session, 'create_session', asked);
      return new TinkerClient(settings, calls, session_id, abort);
    } finally {
      settings.signal?.removeEventListener('abort', giveUp);
    }
  }

  /** A base model with a fresh LoRA adapter. Throws `refused` where the server says that it is another: some have one, whatever they are asked for. */
  async createModel(baseModel: string, lora: LoraSettings): Promise<TrainedModel> {
    this.#models += 1;
    const sent = await this.#calls.send(
      'create_model',
      {
        json: {
          session_id: this.#session,
          model_seq_id: this.#models,
          base_model: baseModel,
          user_metadata: null,
          lora_config: {
            rank: lora.rank,
            seed: lora.seed,
            train_unembed: lora.trainUnembedding,
            train_mlp: lora.trainMlp,
            train_attn: lora.trainAttention,
          },
          type: 'create_model',
        },
      },
      `${this.#session}/${this.#models}`,
    );
    const { model_id, base_model = baseModel } = await sent.json(answers.model);
    if (base_model !== baseModel)
      throw new TinkerError('refused', `The Tinker server has the model ${base_model} and not ${baseModel}.`);
    return new TrainedModel(this.#calls, model_id, this.#bounds);
  }

  /** Sequences that go on from a prompt, each drawn with the seed plus its place. */
  async sample(
    from: SampledModel,
    prompt: readonly Chunk[],
    params: SamplingParams,
    { sequences = 1, promptLogProbabilities = false }: { sequences?: number; promptLogProbabilities?: boolean } = {},
  ): Promise<SampleOutput> {
    const reply = await this.#sampling(async () => {
      const sent = await this.#calls.send('asample', {
        json: {
          prompt: { chunks: prompt.map(chunkAsJson) },
          num_samples: sequences,
          sampling_params: {
            max_tokens: params.maxTokens,
            seed: params.seed,
            stop: params.stop,
            temperature: params.temperature,
            top_k: params.topK ?? -1,
            top_p: params.topP ?? 1,
          },
          ...('path' in from ? { model_path: from.path } : { base_model: from.baseModel }),
          ...(promptLogProbabilities && { prompt_logprobs: true }),
          type: 'sample',
        },
      });
      return sent.result();
    });
    if (!reply.isProtobuf) throw unreadable('asample', 'JSON where protobuf is expected');
    return decodeSample(reply.bytes);
  }

  /** Log-probability of each token of a text but the first. */
  async logProbabilities(from: SampledModel, input: readonly Chunk[]): Promise<readonly number[]> {
    const asked = { maxTokens: 1, seed: 0, temperature: 1, stop: [] };
    const { promptLogProbabilities } = await this.sample(from, input, asked, { promptLogProbabilities: true });
    if (!promptLogProbabilities) throw unreadable('asample', 'it has no log-probabilities of the prompt');
    return promptLogProbabilities;
  }

  /** What saved weights are of. Throws `gone` where there are none of this path. */
  async weightsInfo(path: string): Promise<{ readonly baseModel: string; readonly loraRank: number | undefined }> {
    const { base_model, lora_rank } = await this.#calls.ask(answers.weightsInfo, 'weights_info', { tinker_path: path });
    return { baseModel: base_model, loraRank: lora_rank ?? undefined };
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#abort.abort(new Error('the Tinker session is closed'));
  }
}
