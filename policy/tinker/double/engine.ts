import { Futures, NumberReused, type Result } from './futures.ts';
import { decode, encode, packed, type WireRequest } from './proto.ts';
import { draw, freshModel, ofPrompt, pass, step, type ToyModel } from './toy-model.ts';

/** What a request is answered with at once: a status and FastAPI's `detail`. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

type Json = Readonly<Record<string, unknown>>;
type Answer = { readonly json: unknown } | { readonly protobuf: Buffer };
interface Sampling {
  readonly max_tokens: number;
  readonly seed: number;
  readonly stop: readonly number[];
}

/** What the double keeps and does. Models that were created are known for good; what is in memory may be lost, as in SkyRL. */
export class Engine {
  #futures = new Futures();
  readonly #sessions = new Set<string>();
  readonly #known = new Map<string, number>();
  readonly #loaded = new Map<string, ToyModel>();
  readonly #checkpoints = new Map<string, ToyModel>();
  readonly #pictures: Buffer[] = [];
  readonly #samplesOpen = new Set<string>();
  #heartbeats = 0;
  #mostSamples = 0;

  /** The most samples that were asked for and not fetched at once. */
  get mostSamples(): number {
    return this.#mostSamples;
  }

  get heartbeats(): number {
    return this.#heartbeats;
  }

  /** Name of the newest model in memory. */
  get newestModel(): string {
    return [...this.#loaded.keys()].at(-1)!;
  }

  /** Models in memory, in the order in which they were created. */
  get models(): readonly ToyModel[] {
    return [...this.#loaded.values()];
  }

  /** Pictures of the prompts that were sampled from, in order. */
  get pictures(): readonly Buffer[] {
    return this.#pictures;
  }

  forget(what: 'engine' | 'all'): void {
    this.#loaded.clear();
    if (what === 'engine') return;
    this.#sessions.clear();
    this.#known.clear();
    this.#checkpoints.clear();
    this.#futures = new Futures();
  }

  /** Names of the checkpoints that are kept of a model. */
  checkpointsOf(model: string): readonly string[] {
    const prefix = `tinker://${model}/`;
    return [...this.#checkpoints.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
  }

  /** `DELETE training_runs/<model>/checkpoints/<kind>/<name>`. */
  remove(path: string): Answer {
    const [, model, , kind, name] = path.split('/');
    if (!this.#checkpoints.delete(`tinker://${model}/${kind}/${name}`))
      throw new Refusal(404, `Checkpoint not found: ${model}/${name}`);
    return { json: {} };
  }

  answer(path: string, body: Buffer): Answer {
    if (path === 'forward_backward') return this.#pass(decode('ForwardBackwardRequest', body), body.toString('hex'));
    const handler = this.#handlers[path];
    if (!handler) throw new Refusal(404, `Not Found`);
    return handler(JSON.parse(body.toString('utf8')) as Json, body.toString('utf8'));
  }

  readonly #handlers: Readonly<Record<string, (json: Json, payload: string) => Answer>> = {
    create_session: () => {
      const session_id = `session_${this.#sessions.size}`;
      this.#sessions.add(session_id);
      return { json: { session_id } };
    },
    session_heartbeat: ({ session_id }) => {
      this.#assertSession(session_id);
      this.#heartbeats += 1;
      return { json: {} };
    },
    create_model: ({ session_id, lora_config }, payload) => {
      this.#assertSession(session_id);
      const model_id = `model_${this.#known.size}`;
      const { seed } = lora_config as { seed: number };
      this.#known.set(model_id, seed);
      return this.#future(undefined, undefined, payload, () => {
        this.#loaded.set(model_id, freshModel(seed));
        return { json: { model_id } };
      });
    },
    unload_model: ({ model_id }, payload) =>
      this.#future(model_id as string, undefined, payload, () => {
        this.#loaded.delete(model_id as string);
        return { json: { model_id } };
      }),
    optim_step: ({ model_id, seq_id, adam_params }, payload) =>
      this.#future(model_id as string, seq_id as number, payload, () => {
        const norm = step(this.#model(model_id), adam_params as Parameters<typeof step>[1]);
        return { json: { metrics: { 'skyrl.ai/grad_norm': norm } } };
      }),
    load_weights: ({ model_id, path, optimizer }, payload) => {
      const saved = this.#checkpoints.get(path as string);
      if (!saved) throw new Refusal(404, `Checkpoint not found: ${path}`);
      return this.#future(model_id as string, undefined, payload, () => {
        const untouched = { moment: 0, steps: 0 };
        Object.assign(this.#model(model_id), saved, optimizer === true ? {} : untouched);
        return { json: { type: 'load_weights' } };
      });
    },
    save_weights: ({ model_id, path }, payload) => this.#save(model_id as string, `weights/${path}`, payload),
    save_weights_for_sampler: ({ model_id, path }, payload) =>
      this.#save(model_id as string, `sampler_weights/${path}`, payload),
    weights_info: ({ tinker_path }) => {
      if (!this.#checkpoints.has(tinker_path as string)) throw new Refusal(404, `Checkpoint not found: ${tinker_path}`);
      return { json: { base_model: 'toy', is_lora: true, lora_rank: 8 } };
    },
    asample: ({ model_path, prompt, sampling_params, num_samples, prompt_logprobs }, payload) => {
      const weight = model_path === undefined ? 0 : this.#checkpoints.get(model_path as string)?.weight;
      if (weight === undefined) throw new Refusal(404, `Checkpoint not found: ${model_path}`);
      const model = model_path === undefined ? '' : (model_path as string).split('/')[2]!;
      const { max_tokens, seed, stop } = sampling_params as Sampling;
      const { chunks } = prompt as { chunks: readonly { tokens?: readonly number[]; data?: string }[] };
      for (const { data } of chunks) if (data !== undefined) this.#pictures.push(Buffer.from(data, 'base64'));
      const answer = this.#future(undefined, undefined, payload, () => {
        if (model && !this.#loaded.has(model)) return { error: `Model ${model} not loaded` };
        const sequences = Array.from({ length: num_samples as number }, (_, place) =>
          draw(weight, seed + place, max_tokens, stop),
        );
        const tokens = chunks.flatMap((chunk) => chunk.tokens ?? []);
        return {
          protobuf: encode('SampleResponse', {
            sequences: sequences.map(({ tokens, logprobs, stopped }) => ({
              stop_reason: stopped ? 0 : 1,
              tokens: packed(tokens, 'int32'),
              logprobs: packed(logprobs, 'float32'),
            })),
            ...(prompt_logprobs === true && { prompt_logprobs: packed(ofPrompt(weight, tokens), 'float32') }),
          }),
        };
      });
      this.#samplesOpen.add((answer as { json: { request_id: string } }).json.request_id);
      this.#mostSamples = Math.max(this.#mostSamples, this.#samplesOpen.size);
      return answer;
    },
    retrieve_future: ({ request_id }) => {
      const result = this.#futures.get(Number(request_id));
      if (!result) throw new Refusal(404, 'Future not found');
      if ('error' in result) throw new Refusal(400, result.error);
      this.#samplesOpen.delete(String(request_id));
      return result;
    },
  };

  #pass(request: WireRequest, payload: string): Answer {
    if (!this.#known.has(request.model_id)) throw new Refusal(404, 'Model not found');
    return this.#future(request.model_id, request.seq_id, payload, () => {
      const found = pass(this.#model(request.model_id), request);
      const offsets = found.reduce((ends, row) => [...ends, ends.at(-1)! + 4 * row.length], [0]);
      const logprobs = { data: packed(found.flat(), 'float32'), offsets: packed(offsets, 'int64'), dtype: 1 };
      return {
        protobuf: encode('ForwardBackwardOutput', {
          loss_fn_output_type: 'scalar',
          loss_fn_outputs: [{ fields: { logprobs }, num_datums: found.length }],
        }),
      };
    });
  }

  #save(model: string, name: string, payload: string): Answer {
    const path = `tinker://${model}/${name}`;
    if (this.#checkpoints.has(path)) throw new Refusal(409, `Checkpoint '${name}' already exists for model '${model}'`);
    return this.#future(model, undefined, payload, () => {
      this.#checkpoints.set(path, { ...this.#model(model) });
      return { json: { path } };
    });
  }

  #future(model: string | undefined, seqId: number | undefined, payload: string, work: () => Result): Answer {
    if (model !== undefined && !this.#known.has(model)) throw new Refusal(404, 'Model not found');
    try {
      const id = this.#futures.make(model, seqId, payload, () => {
        try {
          return work();
        } catch (error) {
          return { error: (error as Error).message };
        }
      });
      return { json: { request_id: String(id) } };
    } catch (error) {
      if (error instanceof NumberReused) throw new Refusal(409, 'Training request sequence number was reused');
      throw error;
    }
  }

  #model(id: unknown): ToyModel {
    const model = this.#loaded.get(id as string);
    if (!model) throw new Error(`Model ${id as string} not loaded (likely stale request from previous server)`);
    return model;
  }

  #assertSession(id: unknown): void {
    if (!this.#sessions.has(id as string)) throw new Refusal(404, 'Session not found');
  }
}
