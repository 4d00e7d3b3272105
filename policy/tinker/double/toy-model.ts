import { int32s, numbers, type WireDatum, type WireRequest } from './proto.ts';

/** Weights of one number, with the gradient that came together since the last step. */
export interface ToyModel {
  weight: number;
  moment: number;
  gradient: number;
  /** Steps of the optimiser that changed it. */
  steps: number;
}

export const freshModel = (seed: number): ToyModel => ({ weight: seed / 1000, moment: 0, gradient: 0, steps: 0 });

const f32 = Math.fround;

/** The more weight, the likelier every token; a token is likelier the smaller it is. */
const logProbability = (weight: number, token: number): number => f32(-1 / (1 + Math.exp(weight)) - token / 100);

const lengthOf = ({ model_input }: WireDatum): number =>
  model_input.reduce(
    (sum, { encoded_text, image }) =>
      sum + (encoded_text ? int32s(encoded_text.tokens).length : (image?.expected_tokens ?? 0)),
    0,
  );

/** The log-probabilities of each datum's targets; adds the loss's gradient unless the pass is forward only. */
export function pass(model: ToyModel, { data, loss_fn, forward_only }: WireRequest): readonly (readonly number[])[] {
  return data.map((datum) => {
    const inputs = Object.fromEntries(
      Object.entries(datum.loss_fn_inputs).map(([name, each]) => [name, numbers(each)]),
    );
    const targets = inputs['target_tokens'] ?? [];
    if (targets.length !== lengthOf(datum)) throw new Error(`${targets.length} targets for ${lengthOf(datum)} tokens`);
    const found = targets.map((token) => logProbability(model.weight, token));
    const factors = targets.map((_, place) =>
      loss_fn === 'cross_entropy'
        ? inputs['weights']![place]!
        : Math.exp(found[place]! - inputs['logprobs']![place]!) * inputs['advantages']![place]!,
    );
    if (!forward_only) model.gradient += factors.reduce((sum, each) => sum + each, 0);
    return found;
  });
}

export function step(model: ToyModel, { learning_rate, beta1 }: { learning_rate: number; beta1: number }): number {
  const norm = Math.abs(model.gradient);
  model.moment = beta1 * model.moment + (1 - beta1) * model.gradient;
  model.weight = f32(model.weight + learning_rate * model.moment);
  model.gradient = 0;
  model.steps += 1;
  return norm;
}

/** Tokens by the seed alone, their log-probabilities by the weights. It ends with the stop token where the seed is even. */
export function draw(weight: number, seed: number, most: number, stop: readonly number[]) {
  const even = seed % 2 === 0 && stop.length > 0;
  const count = even ? Math.min(most, 1 + (seed % 5)) : most;
  const tokens = Array.from({ length: count }, (_, place) =>
    even && place === count - 1 ? stop[0]! : 3 + ((seed + place) % 40),
  );
  return { tokens, logprobs: tokens.map((token) => logProbability(weight, token)), stopped: even };
}

export const ofPrompt = (weight: number, tokens: readonly number[]): readonly number[] =>
  tokens.slice(1).map((token) => logProbability(weight, token));
