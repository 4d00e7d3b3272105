import { createHash } from 'node:crypto';
import type { PolicyConfig } from './config.ts';
import { createEngine } from './engine.ts';
import type { Execution } from './graph/session.ts';
import type { TokenGroup } from './model/answer-batch.ts';
import type { SupervisedObjective } from './objectives.ts';

/** As many answers as a micro-batch takes, so that products are as large as they become. */
const shape = { groups: 2, rows: 16, promptTokens: 12, answerTokens: 48 } as const;

const objective: SupervisedObjective = {
  kind: 'sft',
  cellCoefficient: 0,
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxGradNorm: 1,
};

/** A group of made-up tokens: what they say does not matter, only that they are always the same. */
function madeGroup({ imageWidth, imageHeight, vocabulary, ...most }: PolicyConfig, group: number): TokenGroup {
  const pixel = (_: unknown, i: number): number => (i * i * 7 + group * 91 + i * group) % 256;
  const tokens = (length: number, seed: number): number[] =>
    Array.from({ length }, (_, i) => (seed * 5 + i * 3) % vocabulary);
  const prompt = tokens(Math.min(shape.promptTokens, most.maxPromptTokens), group);
  const answer = Math.min(shape.answerTokens, most.maxAnswerTokens);
  return {
    image: Uint8Array.from({ length: imageWidth * imageHeight * 3 }, pixel),
    rows: Array.from({ length: shape.rows }, (_, row) => ({
      prompt,
      tokens: tokens(answer, group + row),
      advantage: 1,
      oldLogProbabilities: [],
    })),
  };
}

/**
 * How an engine rounds: SHA-256 over what a fixed piece of work comes to, answers sampled and an update made, from the weights of seed 0.
 * Engines that give different digests come to different bits; another thread count, device, processor or release of onnxruntime may do so.
 */
export async function roundingOf(config: PolicyConfig, execution: Execution): Promise<string> {
  const engine = await createEngine(config, execution);
  try {
    const groups = Array.from({ length: shape.groups }, (_, group) => madeGroup(config, group));
    const requests = groups.map(({ image, rows }) => ({
      image,
      prompt: rows[0]!.prompt,
      seeds: rows.map((_, row) => row),
    }));
    const maxAnswerTokens = Math.min(shape.answerTokens, config.maxAnswerTokens);
    const answers = await engine.sample(requests, { temperature: 1, maxAnswerTokens, stopTokens: [config.endToken] });
    await engine.update(groups, objective);
    const hash = createHash('sha256').update(JSON.stringify(answers));
    for (const vector of [engine.parameters, engine.firstMoment, engine.secondMoment]) hash.update(vector);
    return hash.digest('hex');
  } finally {
    await engine.release();
  }
}
