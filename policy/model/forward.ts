import { patchGrid, type PolicyConfig } from '../config.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import {
  add,
  cast,
  equal,
  gather,
  gemm,
  multiply,
  relu,
  reshape,
  rmsNorm,
  split,
  transpose,
} from '../graph/operations.ts';
import { type KeysValues, type Layout, shared, type Source, UNREAD } from './attention.ts';
import { block, type Half, keysValues, type LayerWeights, layerWeights, type Reading } from './layer.ts';
import { decoderBlock, parameterSpecs, visionBlock } from './parameters.ts';

/** The policy's weights in a graph: its inputs by parameter name, and cut up for the layers. */
export interface Model {
  readonly graph: Graph;
  readonly config: PolicyConfig;
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly visionTower: readonly LayerWeights[];
  readonly layers: readonly LayerWeights[];
}

/** Images, prompts to each image, answers to each prompt. */
export interface BatchShape {
  readonly images: number;
  readonly prompts: number;
  readonly rows: number;
}

/** What answers read: per layer, the image's keys and values for one half of the heads and the prompt's for the other. */
export interface Prefix {
  readonly image: readonly KeysValues[];
  readonly prompt: readonly KeysValues[];
}

/** Answer tokens read before, of a fixed length, and the mask that hides those not written yet. */
export interface Cache {
  readonly layers: readonly KeysValues[];
  readonly mask: Tensor;
}

export function model(graph: Graph, config: PolicyConfig): Model {
  const specs = parameterSpecs(config);
  const weights = Object.fromEntries(specs.map(({ name, shape }) => [name, graph.input(name, shape)]));
  const blocks = (count: number, name: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => layerWeights(config, weights, name(index)));
  const visionTower = blocks(config.visionDepth, visionBlock);
  return { graph, config, weights, visionTower, layers: blocks(config.depth, decoderBlock) };
}

/** Patches [images * patches, width] of RGB bytes [images, height, width, 3]: an MLP and RMSNorm, without positions. */
export function encodePatches({ config, weights }: Model, pixels: Tensor): Tensor {
  const { patch } = config;
  const { rows, columns, values } = patchGrid(config);
  const images = pixels.shape[0] as number;
  const cells = reshape(cast(pixels, 'float32'), [images, rows, patch, columns, patch, 3]);
  const patches = reshape(transpose(cells, [0, 1, 3, 2, 4, 5]), [images * rows * columns, values]);
  // White paper is 0, so that an empty patch is nothing to see and ink is what counts.
  const ink = add(multiply(patches, -1 / 127.5), 2);
  const layer = (x: Tensor, name: string) =>
    gemm(x, weights[`patch_embed.${name}.weight`] as Tensor, {
      transB: true,
      addend: weights[`patch_embed.${name}.bias`] as Tensor,
    });
  return rmsNorm(layer(relu(layer(ink, 'fc1')), 'fc2'));
}

/** The picture as text reads it: its patches after the vision tower, normalised [images * patches, width]. */
export function encodeImages(model: Model, pixels: Tensor): Tensor {
  const { graph, config, visionTower } = model;
  const images = pixels.shape[0] as number;
  const layout: Layout = { groups: images, rows: 1, tokens: patchGrid(config).count };
  let image = addGridPositions(model, encodePatches(model, pixels), images);
  for (const [index, weights] of visionTower.entries())
    graph.within(`vision.${index}`, () => {
      const normed = rmsNorm(image);
      const around = (half: Half): Reading => ({
        layout,
        sources: [shared(keysValues(weights, normed, half, layout, config.heads))],
      });
      image = block(weights, image, normed, { image: around('image'), text: around('text') }, config.heads);
    });
  return rmsNorm(image);
}

/** Logits [n, vocabulary] of tokens [n, width] by the tied head. */
export function logitsOf({ weights }: Model, normed: Tensor): Tensor {
  return gemm(normed, weights['embed_tokens.weight'] as Tensor, { transB: true });
}

/** Encodes each image once (`picture`, see `encodeImages`) and each prompt once: prompts int32 [images * prompts, maxPromptTokens], filled up with padToken. */
export function encodePrefix(
  model: Model,
  pixels: Tensor,
  prompts: Tensor,
  shape: BatchShape,
): Prefix & { readonly picture: Tensor } {
  const { graph, config, layers } = model;
  const tokens = config.maxPromptTokens;
  const imageLayout: Layout = { groups: shape.images, rows: 1, tokens: patchGrid(config).count };
  const promptLayout: Layout = { groups: shape.images * shape.prompts, rows: 1, tokens };
  const promptAsRows: Layout = { groups: shape.images, rows: shape.prompts, tokens };
  const mask = add(causalMask(graph, tokens), promptMask(config, prompts));

  const picture = encodeImages(model, pixels);
  let prompt = embed(model, prompts, positions(model, 'prompt', tokens));
  const prefix = { picture, image: [] as KeysValues[], prompt: [] as KeysValues[] };
  for (const [index, weights] of layers.entries())
    graph.within(`prefix.${index}`, () => {
      const seen = shared(keysValues(weights, picture, 'image', imageLayout, config.heads));
      const normed = rmsNorm(prompt);
      const said = keysValues(weights, normed, 'text', promptLayout, config.heads);
      prefix.image.push(seen);
      prefix.prompt.push(shared(said));

      const lookAt = (layout: Layout, source: Source): Reading => ({ layout, sources: [source] });
      prompt = block(
        weights,
        prompt,
        normed,
        { image: lookAt(promptAsRows, seen), text: lookAt(promptLayout, { ...said, mask }) },
        config.heads,
      );
    });
  return prefix;
}

/**
 * Reads answer tokens (int32 [images * prompts * rows, tokens]; positions [tokens, width]) after their prefix:
 * the normalised result [answers * tokens, width] and each layer's keys and values of these tokens.
 */
export function readAnswers(
  model: Model,
  prefix: Prefix,
  prompts: Tensor,
  answers: Tensor,
  positions: Tensor,
  shape: BatchShape,
  cache?: Cache,
): { readonly normed: Tensor; readonly own: readonly KeysValues[] } {
  const { graph, config, layers } = model;
  const tokens = answers.shape[1] as number;
  const readingImage: Layout = { groups: shape.images, rows: shape.prompts * shape.rows, tokens };
  const readingText: Layout = { groups: shape.images * shape.prompts, rows: shape.rows, tokens };
  const hidesPadding = promptMask(config, prompts);

  let stream = embed(model, answers, positions);
  const own: KeysValues[] = [];
  for (const [index, weights] of layers.entries())
    graph.within(`answers.${index}`, () => {
      const normed = rmsNorm(stream);
      const said = keysValues(weights, normed, 'text', readingText, config.heads);
      const earlier = cache?.layers[index];
      own.push(said);
      const text = [
        { ...(prefix.prompt[index] as KeysValues), mask: hidesPadding },
        ...(cache && earlier ? [{ ...earlier, mask: cache.mask }] : []),
        { ...said, ...(tokens > 1 && { mask: causalMask(graph, tokens) }) },
      ];
      stream = block(
        weights,
        stream,
        normed,
        {
          image: { layout: readingImage, sources: [prefix.image[index] as KeysValues] },
          text: { layout: readingText, sources: text },
        },
        config.heads,
      );
    });
  return { normed: rmsNorm(stream), own };
}

/** Learned positions of the prompt's tokens, or of the answer's first `count`. */
export function positions({ config, weights }: Model, part: 'prompt' | 'answer', count: number): Tensor {
  const table = weights['embed_positions.weight'] as Tensor;
  const [prompt, answer] = split(table, [config.maxPromptTokens, config.maxAnswerTokens], 0) as [Tensor, Tensor];
  if (part === 'prompt') return prompt;
  const rest = config.maxAnswerTokens - count;
  return rest === 0 ? answer : (split(answer, [count, rest], 0)[0] as Tensor);
}

/** Token rows, brought to the scale of the patches, plus positions: [tokens of all rows, width]. */
function embed({ config, weights }: Model, tokens: Tensor, positions: Tensor): Tensor {
  const rows = gather(rmsNorm(weights['embed_tokens.weight'] as Tensor), tokens);
  return reshape(add(rows, positions), [(tokens.shape[0] as number) * (tokens.shape[1] as number), config.width]);
}

function addGridPositions({ config, weights }: Model, patches: Tensor, images: number): Tensor {
  const { rows, columns, count } = patchGrid(config);
  const { width } = config;
  const row = reshape(weights['patch_embed.row.weight'] as Tensor, [rows, 1, width]);
  const column = reshape(weights['patch_embed.column.weight'] as Tensor, [1, columns, width]);
  const grid = reshape(add(row, column), [count, width]);
  return reshape(add(reshape(patches, [images, count, width]), grid), [images * count, width]);
}

const promptMask = (config: PolicyConfig, prompts: Tensor): Tensor => {
  const hidden = multiply(cast(equal(prompts, config.padToken), 'float32'), UNREAD);
  return reshape(hidden, [prompts.shape[0] as number, 1, 1, 1, config.maxPromptTokens]);
};

function causalMask(graph: Graph, tokens: number): Tensor {
  const values = Array.from({ length: tokens * tokens }, (_, i) => (i % tokens > Math.floor(i / tokens) ? UNREAD : 0));
  return graph.constant(values, [tokens, tokens]);
}
