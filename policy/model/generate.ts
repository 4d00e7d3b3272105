import type { PolicyConfig } from '../config.ts';
import type { Elements } from '../graph/graph.ts';
import type { Program } from '../graph/session.ts';
import { sizeOf } from '../graph/shape.ts';
import { UNREAD } from './attention.ts';
import { packPixels, packTokens } from './micro-batches.ts';
import { type Sampler, sampler } from './sampler.ts';
import { cacheSizes, keysValuesName } from './sampling.ts';
import type { MicroBatchShape } from './training.ts';

/** A prompt to answer once for each seed. */
export interface TokenRequest {
  readonly image: Uint8Array;
  readonly prompt: readonly number[];
  readonly seeds: readonly number[];
}

export interface TokenAnswer {
  /** The end token included, where it was written. */
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly truncated: boolean;
}

export interface SamplingLimits {
  readonly temperature: number;
  readonly maxAnswerTokens: number;
}

interface GrowingAnswer {
  readonly sampler: Sampler;
  readonly tokens: number[];
  readonly logProbabilities: number[];
}

type Inputs = Readonly<Record<string, Elements>>;

/** Answers one micro-batch of prompts, token by token, until each answer has ended or met the limit. */
export async function generate(
  config: PolicyConfig,
  programs: { readonly prefix: Program<string>; readonly step: Program<string> },
  weights: Readonly<Record<string, Float32Array>>,
  shape: MicroBatchShape,
  requests: readonly TokenRequest[],
  { temperature, maxAnswerTokens }: SamplingLimits,
): Promise<readonly (readonly TokenAnswer[])[]> {
  const prompts = packTokens(
    'a prompt',
    Array.from({ length: shape.images }, (_, place) => requests[place]?.prompt),
    config.maxPromptTokens,
    config.padToken,
  );
  const pixels = packPixels(
    config,
    shape.images,
    requests.map((request) => request.image),
  );
  const prefix = await programs.prefix.run({ ...weights, pixels, prompts });

  const answers = requests.map(({ seeds }) => seeds.map((seed) => growingAnswer(temperature, seed)));
  const cache = emptyCache(config, shape);
  const inputs: Inputs = { ...weights, ...prefix, ...cache.inputs, prompts };
  for (
    let position = 0;
    position < maxAnswerTokens && answers.flat().some((answer) => !hasEnded(config, answer));
    position++
  ) {
    const outputs = await programs.step.run({
      ...inputs,
      answers: lastTokens(config, shape, answers),
      position: positionRow(config, weights, position),
    });
    cache.write(position, outputs);
    for (const [group, rows] of answers.entries())
      for (const [row, answer] of rows.entries()) {
        if (hasEnded(config, answer)) continue;
        const start = (group * shape.rows + row) * config.vocabulary;
        const logits = (outputs['logits'] as Float32Array).subarray(start, start + config.vocabulary);
        const { token, logProbability } = answer.sampler.next(logits);
        answer.tokens.push(token);
        answer.logProbabilities.push(logProbability);
      }
  }
  return answers.map((rows) =>
    rows.map((answer) => ({
      tokens: answer.tokens,
      logProbabilities: answer.logProbabilities,
      truncated: !hasEnded(config, answer),
    })),
  );
}

const growingAnswer = (temperature: number, seed: number): GrowingAnswer => ({
  sampler: sampler(temperature, seed),
  tokens: [],
  logProbabilities: [],
});

const hasEnded = ({ endToken }: PolicyConfig, { tokens }: GrowingAnswer): boolean => tokens.at(-1) === endToken;

/** What each answer reads next: the start token, then what it wrote last. */
function lastTokens(
  config: PolicyConfig,
  shape: MicroBatchShape,
  answers: readonly (readonly GrowingAnswer[])[],
): Int32Array {
  return Int32Array.from({ length: shape.images * shape.rows }, (_, place) => {
    const answer = answers[Math.floor(place / shape.rows)]?.[place % shape.rows];
    return answer ? (answer.tokens.at(-1) ?? config.endToken) : config.padToken;
  });
}

function positionRow(
  config: PolicyConfig,
  weights: Readonly<Record<string, Float32Array>>,
  position: number,
): Float32Array {
  const start = (config.maxPromptTokens + position) * config.width;
  return (weights['embed_positions.weight'] as Float32Array).subarray(start, start + config.width);
}

/** Keys and values of the tokens written so far. Arrays of a fixed size: a step writes one place of each row and unmasks it. */
function emptyCache(config: PolicyConfig, shape: MicroBatchShape) {
  const size = cacheSizes(config, shape).cache;
  const headWidth = size.at(-1) as number;
  const names = Array.from({ length: config.depth }, (_, layer) =>
    (['keys', 'values'] as const).map((part) => keysValuesName('cache', part, layer)),
  ).flat();
  const stored = Object.fromEntries(names.map((name) => [name, new Float32Array(sizeOf(size))]));
  const cacheMask = new Float32Array(shape.tokens).fill(UNREAD);
  return {
    inputs: { ...stored, cacheMask } satisfies Inputs,
    write(position: number, outputs: Readonly<Record<string, Float32Array>>): void {
      for (const name of names) {
        const [from, to] = [outputs[name] as Float32Array, stored[name] as Float32Array];
        for (let row = 0; row * headWidth < from.length; row++)
          to.set(from.subarray(row * headWidth, (row + 1) * headWidth), (row * shape.tokens + position) * headWidth);
      }
      cacheMask[position] = 0;
    },
  };
}
