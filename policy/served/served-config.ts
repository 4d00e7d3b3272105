import { z } from 'zod';

import { answerLimits } from '../openai/chat.ts';
import { promptTemplate } from '../prompt-template.ts';
import { readConfig } from '../read-config.ts';

const count = z.int().min(1);

/**
 * `config.json` of a policy that an OpenAI-compatible server has: it answers, and cannot be trained. Where that server is, its environment
 * tells a policy worker.
 */
const servedFile = z
  .strictObject({
    backend: z.literal('openai'),
    /** As the server names it. */
    model: z.string().min(1),
    /** The system message; null for none of ours: the model's template may have its own. */
    system: z.string().min(1).nullable(),
    /** What is around a question, as the user's message: `{question}` and, where pictures are sent, `{image}`. */
    prompt: promptTemplate,
    /** What the model's processor holds pictures to: they are sent at the size that it would give them. Null where none is sent. */
    pictures: z
      .strictObject({ factor: count.max(1_024), minPixels: count, maxPixels: count.max(33_554_432) })
      .nullable(),
    /** How the model reads text, where its tokenizer.json and chat template are at hand; null where they are not: nothing is then counted here. */
    text: z
      .strictObject({
        /** The text of the token that stands for a piece of a picture. */
        imageToken: z.string().min(1),
        /** Tokens of a chat, answer included. */
        contextTokens: count.max(10_000_000),
        /** Tokens of a question, without what is around it: what is longer is cut off. */
        questionTokens: count.max(10_000_000),
      })
      .nullable(),
    maxAnswerTokens: count.max(1_000_000),
    answerLimit: z.enum(answerLimits),
    /** Whether the log-probabilities of answers are asked for. */
    logProbabilities: z.boolean(),
  })
  .refine(({ prompt, pictures }) => prompt.includes('{image}') === (pictures !== null), {
    path: ['prompt'],
    error: 'must have {image} where pictures is stated, and only there',
  })
  .refine(({ pictures }) => !pictures || pictures.factor ** 2 <= pictures.maxPixels, {
    path: ['pictures', 'maxPixels'],
    error: 'must hold one token: factor x factor pixels',
  })
  .refine(({ pictures }) => !pictures || pictures.minPixels <= pictures.maxPixels, {
    path: ['pictures', 'minPixels'],
    error: 'must not be above maxPixels',
  });

/** The configuration as runs keep it: with the model's chat template, where the configuration says how text is read. */
export type ServedConfig = z.infer<typeof servedFile> & { readonly chatTemplate: string | null };

/** Whether the configuration of a policy is that of a served one. */
export const isServed = (config: object): config is ServedConfig => 'backend' in config && config.backend === 'openai';

/** Throws, naming the field, where a config.json cannot be used. */
export const checkServedFile = (config: unknown): Omit<ServedConfig, 'chatTemplate'> => readConfig(servedFile, config);
