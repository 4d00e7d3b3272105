import { patchGrid, type PolicyConfig } from '../config.ts';
import { gradients } from '../graph/gradient.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { add, logSoftmax, reshape } from '../graph/operations.ts';
import { newGraph } from '../graph/operators/index.ts';
import type { ObjectiveKind } from '../objectives.ts';
import {
  type BatchShape,
  encodeImages,
  encodePatches,
  encodePrefix,
  logitsOf,
  model,
  type Model,
  positions,
  readAnswers,
} from './forward.ts';
import { crossEntropy, grpoLoss, type Loss, tokenStatistics } from './losses.ts';

/** Sizes of a micro-batch. `tokens` is the length that answers are filled up to. */
export interface MicroBatchShape extends BatchShape {
  readonly tokens: number;
}

/** A graph and what to compute of it, by name. */
export interface Outline {
  readonly graph: Graph;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** Name of the input and the output that carry the sum of a parameter's gradient from micro-batch to micro-batch. */
export const gradientName = (parameter: string): string => `gradient ${parameter}`;

/** Forward and backward of one micro-batch: the gradients so far plus its own, and its part of each metric. */
export function gradientOutline(config: PolicyConfig, kind: ObjectiveKind, shape: MicroBatchShape): Outline {
  const policy = model(newGraph(), config);
  const { graph, weights } = policy;
  const { loss, metrics } = losses[kind](policy, shape);
  const names = Object.keys(weights).filter((name) => trains(kind, name));
  const own = gradients(
    loss,
    names.map((name) => weights[name] as Tensor),
  );
  const sums = names.map((name, index) => {
    const gradient = own[index] as Tensor;
    return [gradientName(name), add(gradient, graph.input(gradientName(name), gradient.shape))] as const;
  });
  return { graph, outputs: { ...metrics, ...Object.fromEntries(sums) } };
}

/** Log-probability of each answer token: output `logProbabilities` [answers, tokens]. */
export function logProbabilityOutline(config: PolicyConfig, shape: MicroBatchShape): Outline {
  const policy = model(newGraph(), config);
  const { logProbability } = answerStatistics(policy, shape);
  return { graph: policy.graph, outputs: { logProbabilities: logProbability } };
}

/** Parameters that pretraining of the eyes reaches; other objectives train all. */
const trained: Partial<Readonly<Record<ObjectiveKind, RegExp>>> = {
  patches: /^(patch_embed\.fc|embed_tokens)/,
  cells: /^(patch_embed|vision_tower|embed_tokens)/,
};
const trains = (kind: ObjectiveKind, parameter: string): boolean => trained[kind]?.test(parameter) ?? true;

const losses: Readonly<Record<ObjectiveKind, (policy: Model, shape: MicroBatchShape) => Loss>> = {
  sft: (policy, shape) => {
    const { logProbability } = answerStatistics(policy, shape);
    return crossEntropy(logProbability, column(policy.graph, 'share', shape));
  },
  patches: (policy, shape) => imageLabelLoss(policy, shape, encodePatches),
  cells: (policy, shape) => imageLabelLoss(policy, shape, encodeImages),
  grpo: (policy, shape) => {
    const { graph } = policy;
    return grpoLoss({
      ...answerStatistics(policy, shape),
      oldLogProbability: column(graph, 'oldLogProbability', shape),
      referenceLogProbability: column(graph, 'referenceLogProbability', shape),
      advantage: column(graph, 'advantage', shape),
      weights: column(graph, 'share', shape),
      clipLow: graph.input('clipLow', []),
      clipHigh: graph.input('clipHigh', []),
      klCoefficient: graph.input('klCoefficient', []),
      entropyCoefficient: graph.input('entropyCoefficient', []),
    });
  },
};

function imageLabelLoss(policy: Model, shape: MicroBatchShape, encode: typeof encodePatches): Loss {
  const { graph, config } = policy;
  const tokens = encode(policy, imageInput(graph, config, shape));
  const share = graph.input('share', [shape.images * patchGrid(config).count, config.vocabulary]);
  return crossEntropy(logSoftmax(logitsOf(policy, tokens)), share);
}

/** The policy's view of each answer token: `answers` holds what it reads, `targets` what comes next. */
function answerStatistics(policy: Model, shape: MicroBatchShape): { logProbability: Tensor; entropy: Tensor } {
  const { graph, config } = policy;
  const pixels = imageInput(graph, config, shape);
  const prompts = graph.input('prompts', [shape.images * shape.prompts, config.maxPromptTokens], 'int32');
  const answers = graph.input('answers', [shape.images * shape.prompts * shape.rows, shape.tokens], 'int32');
  const targets = graph.input('targets', answers.shape, 'int32');
  const prefix = encodePrefix(policy, pixels, prompts, shape);
  const { normed } = readAnswers(policy, prefix, prompts, answers, positions(policy, 'answer', shape.tokens), shape);
  return tokenStatistics(logitsOf(policy, normed), reshape(targets, [answerTokens(shape)]));
}

export const answerTokens = ({ images, prompts, rows, tokens }: MicroBatchShape): number =>
  images * prompts * rows * tokens;

const column = (graph: Graph, name: string, shape: MicroBatchShape): Tensor =>
  graph.input(name, [answerTokens(shape), 1]);

const imageInput = (graph: Graph, { imageHeight, imageWidth }: PolicyConfig, { images }: BatchShape): Tensor =>
  graph.input('pixels', [images, imageHeight, imageWidth, 3], 'uint8');
