/** A piece of a question, in the order in which the model reads them. */
export type ChatPart = { readonly text: string } | { readonly png: Uint8Array };

export interface ChatQuestion {
  /** As the server names it. */
  readonly model: string;
  /** Null where the chat begins with the question. */
  readonly system: string | null;
  readonly parts: readonly ChatPart[];
}

/** How a server is told the longest answer: the older name is known to all, the newer asked for by OpenAI's reasoning models. */
export const answerLimits = ['max_tokens', 'max_completion_tokens'] as const;

export interface ChatSampling {
  /** 0 is greedy: seeds are then not used. */
  readonly temperature: number;
  readonly maxTokens: number;
  readonly answerLimit: (typeof answerLimits)[number];
  /** Whether the log-probability of each token of the answer is asked for. */
  readonly logProbabilities: boolean;
  readonly topP?: number;
  /** No part of OpenAI's own protocol; vLLM and SGLang know it. */
  readonly topK?: number;
  readonly stop?: readonly string[];
}

export interface ChatAnswer {
  readonly text: string;
  /** True where the answer met the limit of tokens. */
  readonly truncated: boolean;
  /** Of each token, as the server counts them; null where it gives none. */
  readonly logProbabilities: readonly number[] | null;
  /** Tokens of the answer; null where the server does not say. */
  readonly tokens: number | null;
  /** Tokens of all that the model read before it; null where the server does not say. */
  readonly promptTokens: number | null;
}

function contentPart(part: ChatPart): unknown {
  if ('text' in part) return { type: 'text', text: part.text };
  const url = `data:image/png;base64,${Buffer.from(part.png).toString('base64')}`;
  return { type: 'image_url', image_url: { url } };
}

/** The body of `POST /v1/chat/completions` that asks for one answer by each seed. */
export function chatBody(
  { model, system, parts }: ChatQuestion,
  { temperature, maxTokens, answerLimit, logProbabilities, topP, topK, stop = [] }: ChatSampling,
  [seed, ...more]: readonly number[],
): Readonly<Record<string, unknown>> {
  return {
    model,
    messages: [
      ...(system === null ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: parts.map(contentPart) },
    ],
    [answerLimit]: maxTokens,
    temperature,
    ...(temperature > 0 && { seed }),
    ...(more.length > 0 && { n: more.length + 1 }),
    ...(logProbabilities && { logprobs: true }),
    ...(topP !== undefined && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
    ...(stop.length > 0 && { stop }),
  };
}
