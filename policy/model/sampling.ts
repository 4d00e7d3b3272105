import { patchGrid, type PolicyConfig } from '../config.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { logSoftmax, softmax } from '../graph/operations.ts';
import { newGraph } from '../graph/operators/index.ts';
import type { KeysValues } from './attention.ts';
import { logitsOf, model } from './model.ts';
import { encodePrefix, type Prefix, readAnswers } from './text.ts';
import type { MicroBatchShape, Outline } from './training.ts';

/** Which keys and values of which layer: the name of an output of one graph and of an input of another. */
export const keysValuesName = (of: 'image' | 'prompt' | 'cache', part: keyof KeysValues, layer: number): string =>
  `${of}.${layer}.${part}`;
const parts = ['keys', 'values'] as const;

/** The input of a step that holds, of each answer, the token so many places before its newest but one. */
export const recentName = (index: number): string => `recent.${index}`;

/** Encodes images and prompts: outputs are the keys and values that every answer reads. */
export function prefixOutline(config: PolicyConfig, shape: MicroBatchShape): Outline {
  const policy = model(newGraph(), config);
  const pixels = policy.graph.input('pixels', [shape.images, config.imageHeight, config.imageWidth, 3], 'uint8');
  const prefix = encodePrefix(policy, pixels, promptInput(policy.graph, config, shape), shape);
  const named = (['image', 'prompt'] as const).flatMap((of) =>
    prefix[of].flatMap((layer, index) => parts.map((part) => [keysValuesName(of, part, index), layer[part]] as const)),
  );
  return { graph: policy.graph, outputs: Object.fromEntries(named) };
}

/**
 * One more token of every answer: `answers` int32 [rows of all, 1] at `position` [1, width], after the cached tokens
 * that `cacheMask` [tokens] leaves visible; `recent.<i>` int32 [rows of all, 1] are the tokens before it. Outputs: `logProbabilities` and `probabilities` [rows of all, vocabulary], and the
 * keys and values to be written to the cache.
 */
export function stepOutline(config: PolicyConfig, shape: MicroBatchShape): Outline {
  const policy = model(newGraph(), config);
  const { graph } = policy;
  const sizes = cacheSizes(config, shape);
  const inputs = (of: 'image' | 'prompt' | 'cache'): readonly KeysValues[] =>
    policy.layers.map((_, layer) => {
      const [keys, values] = parts.map((part) => graph.input(keysValuesName(of, part, layer), sizes[of]));
      return { keys: keys as Tensor, values: values as Tensor };
    });
  const prefix: Prefix = { image: inputs('image'), prompt: inputs('prompt') };
  const answers = graph.input('answers', [shape.images * shape.prompts * shape.rows, 1], 'int32');
  const { normed, own } = readAnswers(
    policy,
    prefix,
    promptInput(graph, config, shape),
    answers,
    graph.input('position', [1, config.width]),
    shape,
    {
      layers: inputs('cache'),
      mask: graph.input('cacheMask', [shape.tokens]),
      recent: Array.from({ length: config.recent }, (_, index) =>
        graph.input(recentName(index), answers.shape, 'int32'),
      ),
    },
  );
  const written = own.flatMap((layer, index) =>
    parts.map((part) => [keysValuesName('cache', part, index), layer[part]] as const),
  );
  const logits = logitsOf(policy, normed);
  return {
    graph,
    outputs: { logProbabilities: logSoftmax(logits), probabilities: softmax(logits), ...Object.fromEntries(written) },
  };
}

/** Shapes of the keys (and of the values) of a layer. */
export function cacheSizes(config: PolicyConfig, { images, prompts, rows, tokens }: MicroBatchShape) {
  const [heads, headWidth] = [config.heads / 2, config.width / config.heads];
  return {
    image: [images, heads, patchGrid(config).count, headWidth],
    prompt: [images * prompts, heads, config.maxPromptTokens, headWidth],
    cache: [images * prompts, heads, rows, tokens, headWidth],
  };
}

const promptInput = (graph: Graph, config: PolicyConfig, { images, prompts }: MicroBatchShape): Tensor =>
  graph.input('prompts', [images * prompts, config.maxPromptTokens], 'int32');
