import type { PolicyConfig } from '../config.ts';
import type { Tensor } from '../graph/graph.ts';
import { concat, gemm, multiply, relu, rmsNorm, split } from '../graph/operations.ts';
import { attend, type KeysValues, type Layout, mergeHeads, type Source, splitHeads } from './attention.ts';

/**
 * The weights of one transformer block. The projection is cut in two halves of the heads: of a text token, the first
 * half reads the image, the second the text; of an image token, both read the image.
 */
export interface LayerWeights {
  readonly query: Halves;
  readonly key: Halves;
  readonly value: Halves;
  readonly output: Tensor;
  readonly up: Tensor;
  readonly down: Tensor;
}
export type Half = 'image' | 'text';
type Halves = Readonly<Record<Half, Tensor>>;

export function layerWeights(
  config: PolicyConfig,
  weights: Readonly<Record<string, Tensor>>,
  block: string,
): LayerWeights {
  const named = (name: string) => weights[`${block}.${name}.weight`] as Tensor;
  const half = config.width / 2;
  const parts = split(named('self_attn.qkv_proj'), Array<number>(6).fill(half), 0);
  const halves = (first: number): Halves => ({ image: parts[first] as Tensor, text: parts[first + 1] as Tensor });
  const scale = 1 / Math.sqrt(config.width / config.heads);
  const query = halves(0);
  return {
    query: { image: multiply(query.image, scale), text: multiply(query.text, scale) },
    key: halves(2),
    value: halves(4),
    output: named('self_attn.o_proj'),
    up: named('mlp.up_proj'),
    down: named('mlp.down_proj'),
  };
}

/** Keys and values that one half of the heads finds in normalised tokens. */
export function keysValues(
  weights: LayerWeights,
  normed: Tensor,
  half: Half,
  layout: Layout,
  heads: number,
): KeysValues {
  const [keys, values] = project(normed, [weights.key[half], weights.value[half]]) as [Tensor, Tensor];
  return { keys: splitHeads(keys, layout, heads / 2), values: splitHeads(values, layout, heads / 2) };
}

/** What a half of the heads reads, and how its tokens are arranged for that. */
export interface Reading {
  readonly layout: Layout;
  readonly sources: readonly Source[];
}

/** A block's effect on the residual stream: attention of each half over its sources, then the MLP. */
export function block(
  weights: LayerWeights,
  stream: Tensor,
  normed: Tensor,
  readings: Readonly<Record<Half, Reading>>,
  heads: number,
): Tensor {
  const [image, text] = project(normed, [weights.query.image, weights.query.text]) as [Tensor, Tensor];
  const read = (queries: Tensor, { layout, sources }: Reading) =>
    mergeHeads(attend(splitHeads(queries, layout, heads / 2), sources));
  const attended = concat([read(image, readings.image), read(text, readings.text)], 1);
  const middle = gemm(attended, weights.output, { transB: true, addend: stream });
  const hidden = relu(gemm(rmsNorm(middle), weights.up, { transB: true }));
  return gemm(hidden, weights.down, { transB: true, addend: middle });
}

/** One product for several matrices that read the same input. */
function project(x: Tensor, matrices: readonly Tensor[]): readonly Tensor[] {
  const lengths = matrices.map((matrix) => matrix.shape[0] as number);
  return split(gemm(x, concat(matrices, 0), { transB: true }), lengths, 1);
}
