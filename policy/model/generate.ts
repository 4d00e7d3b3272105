import type { PolicyConfig } from '../config.ts';
import { PolicyError } from '../errors.ts';
import type { Program } from '../graph/session.ts';
import { emptyCache, type KeyValueCache, moved } from './key-value-cache.ts';
import { answerLengths, packPixels, packTokens } from './micro-batches.ts';
import { recentName } from './sampling.ts';
import { checkDrawSettings, type DrawSettings, type Sampler, sampler } from './sampler.ts';
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

export interface SamplingLimits extends DrawSettings {
  readonly maxAnswerTokens: number;
  /** Tokens after which an answer has ended; the end token alone where left out. */
  readonly stopTokens?: readonly number[];
}

/** Throws, naming the limit and what is allowed, where no answer can be written so. */
export function checkSamplingLimits({ vocabulary, maxAnswerTokens }: PolicyConfig, limits: SamplingLimits): void {
  checkDrawSettings(limits);
  const { maxAnswerTokens: asked, stopTokens = [] } = limits;
  if (!Number.isInteger(asked) || asked < 1 || asked > maxAnswerTokens)
    throw new Error(`maxAnswerTokens must be a whole number from 1 to ${maxAnswerTokens} (got ${asked})`);
  const stranger = stopTokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabulary);
  if (stranger !== undefined) throw new Error(`stopTokens must be from 0 to ${vocabulary - 1} (got ${stranger})`);
}

const notFinite = (position: number, value: number): PolicyError =>
  new PolicyError(
    'NonFiniteGradient',
    `The log-probability of token ${position} of an answer is ${value}: the policy's weights cannot be used.`,
  );

export interface SamplingPrograms {
  readonly prefix: Program<string>;
  /** By the length of the cache. */
  readonly step: (tokens: number) => Promise<Program<string>>;
}

interface GrowingAnswer {
  readonly place: number;
  readonly choose: Sampler;
  readonly tokens: number[];
  readonly logProbabilities: number[];
}

/** Answers one micro-batch of prompts, token by token, until each answer has ended or met the limit. */
export async function generate(
  config: PolicyConfig,
  programs: SamplingPrograms,
  weights: Readonly<Record<string, Float32Array>>,
  shape: MicroBatchShape,
  requests: readonly TokenRequest[],
  limits: SamplingLimits,
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

  const answers = requests.map(({ seeds }, group) =>
    seeds.map((seed, row) => growingAnswer(config, limits, group * shape.rows + row, seed)),
  );
  const hasEnded = endedBy(limits.stopTokens ?? [config.endToken]);
  const last = new Int32Array(shape.images * shape.rows).fill(config.padToken);
  for (const { place } of answers.flat()) last[place] = config.endToken;
  const recent = Array.from({ length: config.recent }, () => new Int32Array(last.length).fill(config.padToken));

  let active: readonly GrowingAnswer[] = answers.flat();
  let cache: KeyValueCache | undefined;
  let position = 0;
  for (const length of answerLengths(config)) {
    const end = Math.min(length, limits.maxAnswerTokens);
    if (active.length === 0 || position >= end) break;
    const empty = emptyCache(config, { ...shape, tokens: length });
    cache = cache ? moved(cache, empty) : empty;
    const logProbabilities = new Float32Array(last.length * config.vocabulary);
    const probabilities = new Float32Array(logProbabilities.length);
    const positionRow = new Float32Array(config.width);
    const program = await programs.step(length);
    const step = program.bind(
      { ...weights, ...prefix, ...cache.inputs, ...named(recent), prompts, answers: last, position: positionRow },
      { logProbabilities, probabilities, ...cache.newest },
    );
    for (; position < end && active.length > 0; position++) {
      positionRow.set(rowOf(config, weights, position));
      await step();
      cache.keep(position);
      for (const [index, tokens] of [...recent.entries()].reverse()) tokens.set(recent[index - 1] ?? last);
      for (const { place, choose, tokens, logProbabilities: kept } of active) {
        const start = place * config.vocabulary;
        const token = choose({ logProbabilities, probabilities, start });
        const logProbability = logProbabilities[start + token] as number;
        if (!Number.isFinite(logProbability)) throw notFinite(position, logProbability);
        tokens.push(token);
        kept.push(logProbability);
        last[place] = token;
      }
      active = active.filter((answer) => !hasEnded(answer));
    }
  }
  return answers.map((rows) =>
    rows.map((answer) => ({
      tokens: answer.tokens,
      logProbabilities: answer.logProbabilities,
      truncated: !hasEnded(answer),
    })),
  );
}

const named = (recent: readonly Int32Array[]): Record<string, Int32Array> =>
  Object.fromEntries(recent.map((tokens, index) => [recentName(index), tokens]));

const growingAnswer = (
  { vocabulary }: PolicyConfig,
  settings: DrawSettings,
  place: number,
  seed: number,
): GrowingAnswer => ({ place, choose: sampler(settings, seed, vocabulary), tokens: [], logProbabilities: [] });

function endedBy(stopTokens: readonly number[]): (answer: GrowingAnswer) => boolean {
  const stops = new Set(stopTokens);
  return ({ tokens }) => tokens.length > 0 && stops.has(tokens.at(-1) as number);
}

function rowOf(config: PolicyConfig, weights: Readonly<Record<string, Float32Array>>, position: number): Float32Array {
  const start = (config.maxPromptTokens + position) * config.width;
  return (weights['embed_positions.weight'] as Float32Array).subarray(start, start + config.width);
}
