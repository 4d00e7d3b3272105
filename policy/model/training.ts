import { patchGrid, type PolicyConfig } from '../config.ts';
import { gradients } from '../graph/gradient.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { add, logSoftmax, reshape } from '../graph/operations.ts';
import { newGraph } from '../graph/operators/index.ts';
import type { Shape } from '../graph/shape.ts';
import type { KlEstimator, Objective, ObjectiveKind, SurrogateName } from '../objectives.ts';
import { logitsOf, model, type Model } from './model.ts';
import { type BatchShape, encodePrefix, positions, readAnswers } from './text.ts';
import { encodeImages, encodePatches } from './vision.ts';
import { crossEntropy, type Loss, policyGradientLoss, tokenStatistics } from './losses.ts';

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

/** What of an objective is in the graph; all else of it are inputs. */
export type LossForm =
  | { readonly kind: Exclude<ObjectiveKind, 'policy-gradient'> }
  | {
      readonly kind: 'policy-gradient';
      readonly surrogate: SurrogateName;
      readonly dualClip: boolean;
      readonly kl: KlEstimator | null;
      readonly offPolicy?: true;
    };
type PolicyGradientForm = Extract<LossForm, { kind: 'policy-gradient' }>;

export const lossForm = (objective: Objective): LossForm =>
  objective.kind === 'policy-gradient'
    ? {
        kind: objective.kind,
        surrogate: objective.surrogate,
        dualClip: objective.clipDual !== null,
        kl: objective.kl?.estimator ?? null,
        ...(objective.offPolicy && { offPolicy: true }),
      }
    : { kind: objective.kind };

/** Forward and backward of one micro-batch: the gradients so far plus its own, and its part of each metric. */
export function gradientOutline(config: PolicyConfig, form: LossForm, shape: MicroBatchShape): Outline {
  const policy = model(newGraph(), config);
  const { graph, weights } = policy;
  const { loss, metrics } =
    form.kind === 'policy-gradient' ? reinforced(policy, shape, form) : losses[form.kind](policy, shape);
  const names = Object.keys(weights).filter((name) => trains(form.kind, name));
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

/** Parameters that pretraining of the eyes reaches; other objectives train all. The gradient of the rest is 0. */
const trained: Partial<Readonly<Record<ObjectiveKind, RegExp>>> = {
  patches: /^(patch_embed\.fc|embed_tokens)/,
  cells: /^(patch_embed|vision_tower|embed_tokens)/,
};
export const trains = (kind: ObjectiveKind, parameter: string): boolean => trained[kind]?.test(parameter) ?? true;

const losses: Readonly<
  Record<Exclude<ObjectiveKind, 'policy-gradient'>, (policy: Model, shape: MicroBatchShape) => Loss>
> = {
  sft: (policy, shape) => {
    const { logProbability, picture } = answerStatistics(policy, shape);
    const answers = crossEntropy(logProbability, column(policy.graph, 'share', shape));
    const cells = labelLoss(policy, shape, picture, 'cellShare');
    return { loss: add(answers.loss, cells.loss), metrics: { ...answers.metrics, 'train/cells': cells.loss } };
  },
  patches: (policy, shape) => labelLoss(policy, shape, encodePatches(policy, imageInput(policy, shape)), 'share'),
  cells: (policy, shape) => labelLoss(policy, shape, encodeImages(policy, imageInput(policy, shape)), 'share'),
};

function reinforced(policy: Model, shape: MicroBatchShape, form: PolicyGradientForm): Loss {
  const { surrogate, dualClip, kl, offPolicy } = form;
  const { graph } = policy;
  const statistics = answerStatistics(policy, shape);
  const perToken = (name: string) => graph.input(name, rowsOf(shape));
  const asRows = (x: Tensor) => reshape(x, rowsOf(shape));
  const scalar = (name: string) => graph.input(name, []);
  return policyGradientLoss(
    surrogate,
    {
      logProbability: asRows(statistics.logProbability),
      oldLogProbability: perToken('oldLogProbability'),
      advantage: perToken('advantage'),
      sequenceShare: perToken('sequenceShare'),
      clipLow: scalar('clipLow'),
      clipHigh: scalar('clipHigh'),
      clipDual: dualClip ? scalar('clipDual') : undefined,
    },
    { share: perToken('share'), tokenShare: perToken('tokenShare') },
    {
      kl: kl
        ? {
            estimator: kl,
            referenceLogProbability: perToken('referenceLogProbability'),
            coefficient: scalar('klCoefficient'),
          }
        : undefined,
      entropy: { entropy: asRows(statistics.entropy), coefficient: scalar('entropyCoefficient') },
      offPolicy,
    },
  );
}

/** Cross-entropy of image tokens against the token embeddings; each label's part of the loss is an input. */
function labelLoss(policy: Model, { images }: BatchShape, tokens: Tensor, input: string): Loss {
  const { graph, config } = policy;
  const share = graph.input(input, [images * patchGrid(config).count, config.vocabulary]);
  return crossEntropy(logSoftmax(logitsOf(policy, tokens)), share);
}

/** The policy's view of each answer token: `answers` holds what it reads, `targets` what comes next. */
function answerStatistics(
  policy: Model,
  shape: MicroBatchShape,
): { logProbability: Tensor; entropy: Tensor; picture: Tensor } {
  const { graph, config } = policy;
  const pixels = imageInput(policy, shape);
  const prompts = graph.input('prompts', [shape.images * shape.prompts, config.maxPromptTokens], 'int32');
  const answers = graph.input('answers', [shape.images * shape.prompts * shape.rows, shape.tokens], 'int32');
  const targets = graph.input('targets', answers.shape, 'int32');
  const prefix = encodePrefix(policy, pixels, prompts, shape);
  const { normed } = readAnswers(policy, prefix, prompts, answers, positions(policy, 'answer', shape.tokens), shape);
  return {
    ...tokenStatistics(logitsOf(policy, normed), reshape(targets, [answerTokens(shape)])),
    picture: prefix.picture,
  };
}

const answerTokens = ({ images, prompts, rows, tokens }: MicroBatchShape): number => images * prompts * rows * tokens;

const rowsOf = (shape: MicroBatchShape): Shape => [answerTokens(shape) / shape.tokens, shape.tokens];

const column = (graph: Graph, name: string, shape: MicroBatchShape): Tensor =>
  graph.input(name, [answerTokens(shape), 1]);

const imageInput = ({ graph, config }: Model, { images }: BatchShape): Tensor =>
  graph.input('pixels', [images, config.imageHeight, config.imageWidth, 3], 'uint8');
