import { z } from 'zod';

import type { PolicyConfig } from '../config.ts';
import { promptTemplate } from '../prompt-template.ts';
import { readConfig } from '../read-config.ts';

const count = z.int().min(1);

/**
 * `config.json` of a base policy that a server of the Tinker protocol trains: a LoRA adapter on a model that the server has by name. Where
 * that server is, its environment tells a policy worker.
 */
export const remoteConfig = z
  .strictObject({
    backend: z.literal('tinker', { error: 'must be tinker, or openai for a policy that is evaluated alone' }),
    /** As the server names it. */
    baseModel: z.string().min(1),
    lora: z.strictObject({
      rank: count.max(1_024),
      seed: z.int().min(0),
      trainAttention: z.boolean(),
      trainMlp: z.boolean(),
      trainUnembedding: z.boolean(),
    }),
    /** Pixels of the pictures that are sent. A smaller one of the same shape is enlarged. */
    imageWidth: count.max(16_384),
    imageHeight: count.max(16_384),
    /** What the model makes of such a picture; null where pictures are not sent: the policy is then blind. */
    imageTokens: count.max(100_000).nullable(),
    /** What is around a question: `{question}` and, where pictures are sent, `{image}`. */
    prompt: promptTemplate,
    /** The text of the token that ends an answer. */
    endToken: z.string().min(1),
    /** Tokens of a question, without what is around it. */
    maxPromptTokens: count.max(1_000_000),
    maxAnswerTokens: count.max(1_000_000),
    /** What stands for the surrogate `vanilla`: `ppo` clips the ratio, `importance_sampling` does not. */
    loss: z.enum(['ppo', 'importance_sampling']),
    /**
     * What the server makes of the losses of tokens: `sum` adds them up; `sequence-mean` takes the mean over a sequence, prompt included, and
     * then over the sequences of a step, as SkyRL's JAX backend does.
     */
    reduction: z.enum(['sum', 'sequence-mean']),
  })
  .refine(({ prompt, imageTokens }) => prompt.includes('{image}') === (imageTokens !== null), {
    path: ['prompt'],
    error: 'must have {image} where imageTokens is a number, and only there',
  });

export type RemoteConfig = z.infer<typeof remoteConfig>;

/** Whether the configuration of a policy that can be trained is that of a remote one. */
export const isRemote = (config: PolicyConfig | RemoteConfig): config is RemoteConfig => 'backend' in config;

/** Throws, naming the field, where a configuration cannot be used. */
export const checkRemoteConfig = (config: unknown): RemoteConfig => readConfig(remoteConfig, config);
