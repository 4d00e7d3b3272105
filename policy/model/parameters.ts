import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { patchGrid, type PolicyConfig } from '../config.ts';
import { type Shape, sizeOf } from '../graph/shape.ts';
import { startContentMatchers } from './content-matchers.ts';
import { generatorOf } from './generator.ts';

/** A parameter and the standard deviation of the normal distribution that it starts from. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly deviation: number;
  /** And its mean; 0 where left out. */
  readonly mean?: number;
}

/** A parameter's place in the flat vector of all: `shape` elements from `offset`, row by row. */
export interface ParameterPlace {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
}

const POSITION_DEVIATION = 0.3;
/**
 * Part of a token before that a token's embedding starts with, the mean over its numbers and their deviation: so that a token is
 * found by its words and by those before it, and what stands before can be told from what is there.
 */
const RECENT_SHARE = 0.3;

/** Prefixes of the parameters of each block: of the vision tower, then of the decoder. */
export const visionBlock = (index: number): string => `vision_tower.layers.${index}`;
export const decoderBlock = (index: number): string => `layers.${index}`;

function blockNames({ visionDepth, depth }: PolicyConfig): readonly string[] {
  const named = (count: number, name: (index: number) => string) => Array.from({ length: count }, (_, i) => name(i));
  return [...named(visionDepth, visionBlock), ...named(depth, decoderBlock)];
}

/** Every parameter, in the order of the flat vector. Matrices are [outputs, inputs], as PyTorch stores them. */
export function parameterSpecs(config: PolicyConfig): readonly ParameterSpec[] {
  const { width, depth, recent, patchHidden, mlpHidden, vocabulary } = config;
  const grid = patchGrid(config);
  const intoStream = (inputs: number) => 1 / Math.sqrt(inputs * 2 * depth);
  return [
    { name: 'patch_embed.fc1.weight', shape: [patchHidden, grid.values], deviation: Math.sqrt(2 / grid.values) },
    { name: 'patch_embed.fc1.bias', shape: [patchHidden], deviation: 0 },
    { name: 'patch_embed.fc2.weight', shape: [width, patchHidden], deviation: Math.sqrt(1 / patchHidden) },
    { name: 'patch_embed.fc2.bias', shape: [width], deviation: 0 },
    { name: 'patch_embed.row.weight', shape: [grid.rows, width], deviation: POSITION_DEVIATION },
    { name: 'patch_embed.column.weight', shape: [grid.columns, width], deviation: POSITION_DEVIATION },
    { name: 'embed_tokens.weight', shape: [vocabulary, width], deviation: Math.sqrt(1 / width) },
    {
      name: 'embed_positions.weight',
      shape: [config.maxPromptTokens + config.maxAnswerTokens, width],
      deviation: POSITION_DEVIATION,
    },
    ...(recent > 0
      ? [{ name: 'embed_recent.weight', shape: [recent, width], deviation: RECENT_SHARE, mean: RECENT_SHARE }]
      : []),
    ...blockNames(config).flatMap((block) => [
      { name: `${block}.self_attn.qkv_proj.weight`, shape: [3 * width, width], deviation: Math.sqrt(1 / width) },
      { name: `${block}.self_attn.o_proj.weight`, shape: [width, width], deviation: intoStream(width) },
      { name: `${block}.mlp.up_proj.weight`, shape: [mlpHidden, width], deviation: Math.sqrt(2 / width) },
      { name: `${block}.mlp.down_proj.weight`, shape: [width, mlpHidden], deviation: intoStream(mlpHidden) },
    ]),
  ];
}

export function parameterPlaces(config: PolicyConfig): readonly ParameterPlace[] {
  let end = 0;
  return parameterSpecs(config).map(({ name, shape }) => {
    const offset = end;
    end += sizeOf(shape);
    return { name, shape, offset };
  });
}

export function parameterCount(config: PolicyConfig): number {
  return parameterSpecs(config).reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/** Each parameter's part of a flat vector, by name, without a copy. */
export function parameterViews(places: readonly ParameterPlace[], flat: Float32Array): Record<string, Float32Array> {
  return Object.fromEntries(
    places.map(({ name, shape, offset }) => [name, flat.subarray(offset, offset + sizeOf(shape))]),
  );
}

/** The flat vector of a fresh policy. A parameter's draws depend on the seed and its name only. */
export function initialParameters(config: PolicyConfig, seed: number): Float32Array {
  const flat = new Float32Array(parameterCount(config));
  const views = parameterViews(parameterPlaces(config), flat);
  for (const { name, shape, deviation, mean = 0 } of parameterSpecs(config)) {
    const draws = normalDraws(`${seed}/${name}`, sizeOf(shape));
    (views[name] as Float32Array).set(draws.map((draw) => mean + draw * deviation));
  }
  for (const block of Array.from({ length: config.depth }, (_, index) => decoderBlock(index)))
    startContentMatchers(
      config,
      views[`${block}.self_attn.qkv_proj.weight`] as Float32Array,
      views[`${block}.self_attn.o_proj.weight`] as Float32Array,
    );
  return flat;
}

/** Standard normal draws (Box-Muller) from a generator seeded by a name. */
function normalDraws(name: string, count: number): Float64Array {
  const generator = generatorOf(name);
  return Float64Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    return radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
  });
}
