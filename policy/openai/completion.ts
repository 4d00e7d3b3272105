import { z } from 'zod';

import type { ChatAnswer } from './chat.ts';
import { OpenAiError } from './openai-error.ts';

const count = z.int().min(0);

/** A server may tell more than we read. What is no number, as a log-probability that came out infinite, is null in JSON. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        index: z.int().optional(),
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
        logprobs: z.object({ content: z.array(z.object({ logprob: z.number().nullable() })).nullish() }).nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

/** Ends of answers that the server broke off: vLLM and SGLang give what they have of those. */
const brokenOff: ReadonlySet<string> = new Set(['abort', 'error']);

/** The answers of a chat completion, in their order. Throws an {@link OpenAiError} that names the field which is not as it must be. */
export function readCompletion(bytes: Uint8Array): readonly ChatAnswer[] {
  const read = completion.safeParse(jsonOf(bytes));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw unreadable(`${issue?.path.join('.') || 'the body'}: ${issue?.message}`);
  }
  const { choices, usage } = read.data;
  return choices
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
    .map(({ message, finish_reason: end, logprobs }) => {
      if (end && brokenOff.has(end)) throw new OpenAiError('server', `The OpenAI server broke an answer off (${end}).`);
      const byToken = logprobs?.content?.map(({ logprob }) => logprob);
      const told = choices.length === 1 ? usage?.completion_tokens : byToken?.length;
      return {
        text: message.content ?? '',
        truncated: end === 'length',
        logProbabilities: byToken?.every((value) => value !== null) ? byToken : null,
        tokens: told ?? byToken?.length ?? null,
        promptTokens: usage?.prompt_tokens ?? null,
      };
    });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    throw unreadable('it is no JSON');
  }
}

const unreadable = (what: string): OpenAiError =>
  new OpenAiError('unreadable', `The OpenAI server's answer to chat/completions cannot be read: ${what}.`);
