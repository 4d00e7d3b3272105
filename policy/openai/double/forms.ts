/** What the double read of a request. */
export interface Asked {
  readonly model: string;
  readonly n?: number;
  readonly seed?: number;
  readonly logprobs?: boolean;
}

/** An answer as a model wrote it, piece by piece. */
export interface Written {
  readonly pieces: readonly string[];
  readonly logProbabilities: readonly number[];
  readonly end: 'stop' | 'length';
}

export interface Counted {
  /** Tokens that it read; undefined where it does not say. */
  readonly prompt: number | undefined;
}

type Form = (asked: Asked, written: readonly Written[], counted: Counted) => unknown;

const usageOf = (written: readonly Written[], { prompt }: Counted) => {
  if (prompt === undefined) return undefined;
  const answered = written.reduce((sum, { pieces }) => sum + pieces.length, 0);
  return {
    prompt_tokens: prompt,
    total_tokens: prompt + answered,
    completion_tokens: answered,
    prompt_tokens_details: null,
  };
};

const logprobsOf = ({ logprobs }: Asked, { pieces, logProbabilities }: Written) =>
  logprobs
    ? {
        content: pieces.map((token, index) => ({
          token,
          logprob: logProbabilities[index],
          bytes: [...Buffer.from(token)],
          top_logprobs: [],
        })),
      }
    : null;

/** Bodies of chat completions by the shape that each server documents. */
export const forms = {
  vllm: (asked, written, counted) => ({
    id: 'chatcmpl-0f3c',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: asked.model,
    choices: written.map((each, index) => ({
      index,
      message: {
        role: 'assistant',
        content: each.pieces.join(''),
        refusal: null,
        annotations: null,
        audio: null,
        function_call: null,
        tool_calls: [],
        reasoning: null,
      },
      logprobs: logprobsOf(asked, each),
      finish_reason: each.end,
      stop_reason: null,
      token_ids: null,
    })),
    service_tier: null,
    system_fingerprint: null,
    usage: usageOf(written, counted),
    prompt_logprobs: null,
    prompt_token_ids: null,
    kv_transfer_params: null,
  }),
  /** Last first: the protocol has `index` for the order. */
  sglang: (asked, written, counted) => ({
    id: '9d1f',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: asked.model,
    choices: written
      .map((each, index) => ({
        index,
        message: { role: 'assistant', content: each.pieces.join(''), reasoning_content: null, tool_calls: null },
        logprobs: logprobsOf(asked, each),
        finish_reason: each.end,
        ...(each.end === 'stop' && { matched_stop: 151_645 }),
      }))
      .toReversed(),
    usage: usageOf(written, counted),
    metadata: { weight_version: 'default' },
  }),
  /** Passes over `n` and `logprobs`. */
  transformers: (asked, written, counted) => ({
    id: 'req_0',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: asked.model,
    choices: written.slice(0, 1).map((each, index) => ({
      index,
      message: { role: 'assistant', content: each.pieces.join('') },
      finish_reason: each.end,
    })),
    usage: usageOf(written.slice(0, 1), counted),
  }),
} as const satisfies Readonly<Record<string, Form>>;

export type FormName = keyof typeof forms;
