import { grpoObjective } from '../model/small-case.ts';
import type { RemoteConfig } from './remote-config.ts';

/** A policy on the server double, for tests: pictures of 2 x 3 pixels that count as 2 tokens, a language of a few words. */
export const smallRemote: RemoteConfig = {
  backend: 'tinker',
  baseModel: 'toy',
  lora: { rank: 8, seed: 3, trainAttention: true, trainMlp: true, trainUnembedding: false },
  imageWidth: 2,
  imageHeight: 3,
  imageTokens: 2,
  prompt: '{image}{question}',
  endToken: '<|end|>',
  maxPromptTokens: 4,
  maxAnswerTokens: 8,
  loss: 'ppo',
  reduction: 'sum',
};

const adam = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 1,
} as const;

export const remoteCase = {
  adam,
  objective: grpoObjective(adam),
} as const;
