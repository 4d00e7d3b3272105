import type { PolicyConfig } from '../config.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { gemm } from '../graph/operations.ts';
import { type LayerWeights, layerWeights } from './layer.ts';
import { decoderBlock, parameterSpecs, visionBlock } from './parameters.ts';

/** The policy's weights in a graph: its inputs by parameter name, and cut up for the layers. */
export interface Model {
  readonly graph: Graph;
  readonly config: PolicyConfig;
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly visionTower: readonly LayerWeights[];
  readonly layers: readonly LayerWeights[];
}

export function model(graph: Graph, config: PolicyConfig): Model {
  const specs = parameterSpecs(config);
  const weights = Object.fromEntries(specs.map(({ name, shape }) => [name, graph.input(name, shape)]));
  const blocks = (count: number, name: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => layerWeights(config, weights, name(index)));
  const visionTower = blocks(config.visionDepth, visionBlock);
  return { graph, config, weights, visionTower, layers: blocks(config.depth, decoderBlock) };
}

/** Logits [n, vocabulary] of tokens [n, width] by the tied head. */
export function logitsOf({ weights }: Model, normed: Tensor): Tensor {
  return gemm(normed, weights['embed_tokens.weight'] as Tensor, { transB: true });
}
