import { patchGrid, type PolicyConfig } from '../config.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { add, cast, concat, equal, expand, gather, multiply, reshape, rmsNorm, split } from '../graph/operations.ts';
import {
  attend,
  joined,
  type KeysValues,
  type Layout,
  mergeHeads,
  shared,
  type Source,
  splitHeads,
  UNREAD,
} from './attention.ts';
import { afterAttention, project, type TextLayerWeights } from './layer.ts';
import type { Model } from './model.ts';
import { encodeImages } from './vision.ts';

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
  /** See `Passage`. */
  readonly recent: readonly Tensor[];
}

/** Tokens int32 [rows, tokens], and at each place the one before it, the one before that, and so on; padToken where there is none. */
interface Passage {
  readonly tokens: Tensor;
  readonly recent: readonly Tensor[];
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
  let prompt = embed(model, { tokens: prompts, recent: recentOf(config, prompts) }, positions(model, 'prompt', tokens));
  const prefix = { picture, image: [] as KeysValues[], prompt: [] as KeysValues[] };
  for (const [index, weights] of layers.entries())
    graph.within(`prefix.${index}`, () => {
      const heads = config.heads / 2;
      const [keys, values] = project(picture, weights.seen, 2).map((x) => splitHeads(x, imageLayout, heads)) as [
        Tensor,
        Tensor,
      ];
      const seen = shared({ keys, values });
      const said = speak(weights, prompt, promptAsRows, promptLayout, heads);
      prefix.image.push(seen);
      prefix.prompt.push(shared(said));
      const read = [
        attend(said.looking, [seen]),
        attend(said.listening, [{ keys: said.keys, values: said.values, mask }]),
      ];
      prompt = afterAttention(weights, prompt, concat(read.map(mergeHeads), 1));
    });
  return prefix;
}

/** What a layer makes of text tokens: queries of either half of the heads, and keys and values of the second. */
interface Speech extends KeysValues {
  readonly looking: Tensor;
  readonly listening: Tensor;
}

function speak(weights: TextLayerWeights, stream: Tensor, ofImage: Layout, ofText: Layout, heads: number): Speech {
  const [looking, ...rest] = project(rmsNorm(stream), weights.spoken, 4) as [Tensor, Tensor, Tensor, Tensor];
  const [listening, keys, values] = rest.map((x) => splitHeads(x, ofText, heads)) as [Tensor, Tensor, Tensor];
  return { looking: splitHeads(looking, ofImage, heads), listening, keys, values };
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
  const readable = concat(
    [
      expand(hidesPadding, [readingText.groups, 1, 1, tokens, config.maxPromptTokens]),
      expand(causalMask(graph, tokens), [readingText.groups, 1, 1, tokens, tokens]),
    ],
    -1,
  );

  const recent = cache ? cache.recent : recentOf(config, answers);
  let stream = embed(model, { tokens: answers, recent }, positions);
  const own: KeysValues[] = [];
  for (const [index, weights] of layers.entries())
    graph.within(`answers.${index}`, () => {
      const said = speak(weights, stream, readingImage, readingText, config.heads / 2);
      const { looking, listening, ...ownText } = said;
      own.push(ownText);
      const asked = prefix.prompt[index] as KeysValues;
      const earlier = cache?.layers[index];
      const text: readonly Source[] =
        cache && earlier
          ? [{ ...asked, mask: hidesPadding }, { ...earlier, mask: cache.mask }, ownText]
          : [{ ...joined(asked, ownText), mask: readable }];
      const read = [attend(looking, [prefix.image[index] as KeysValues]), attend(listening, text)];
      stream = afterAttention(weights, stream, concat(read.map(mergeHeads), 1));
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

/**
 * Token rows, brought to the scale of the patches, with parts of the tokens just before them (the short convolution of
 * arXiv 2512.17351, on embeddings alone), plus positions: [tokens of all rows, width]. So what stands before a word is known at
 * the word, where it would take a layer and a head to look back.
 */
function embed({ graph, config, weights }: Model, { tokens, recent }: Passage, positions: Tensor): Tensor {
  const { width, vocabulary, padToken } = config;
  const table = rmsNorm(weights['embed_tokens.weight'] as Tensor);
  const isSpoken = Array.from({ length: vocabulary }, (_, token) => (token === padToken ? 0 : 1));
  const spoken = multiply(table, graph.constant(isSpoken, [vocabulary, 1]));
  const shares =
    recent.length > 0 ? split(weights['embed_recent.weight'] as Tensor, Array<number>(recent.length).fill(1), 0) : [];
  const rows = recent.reduce(
    (sum, before, index) => add(sum, gather(multiply(spoken, shares[index] as Tensor), before)),
    gather(table, tokens),
  );
  return reshape(add(rows, positions), [(tokens.shape[0] as number) * (tokens.shape[1] as number), width]);
}

/** The tokens 1, 2, ... places before each token of a row (int32 [rows, tokens]). */
function recentOf({ recent, padToken }: PolicyConfig, tokens: Tensor): readonly Tensor[] {
  const [rows, length] = tokens.shape as [number, number];
  return Array.from({ length: recent }, (_, index) => {
    const shift = Math.min(index + 1, length);
    const none = tokens.graph.constant(Array<number>(rows * shift).fill(padToken), [rows, shift], 'int32');
    return shift === length ? none : concat([none, split(tokens, [length - shift, shift], 1)[0] as Tensor], 1);
  });
}

const promptMask = (config: PolicyConfig, prompts: Tensor): Tensor => {
  const hidden = multiply(cast(equal(prompts, config.padToken), 'float32'), UNREAD);
  return reshape(hidden, [prompts.shape[0] as number, 1, 1, 1, config.maxPromptTokens]);
};

function causalMask(graph: Graph, tokens: number): Tensor {
  const values = Array.from({ length: tokens * tokens }, (_, i) => (i % tokens > Math.floor(i / tokens) ? UNREAD : 0));
  return graph.constant(values, [tokens, tokens]);
}
