import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { generatorOf } from './generator.ts';

/** Chooses the tokens of one answer. */
export interface Sampler {
  /** The next token and its log-probability at temperature 1. */
  readonly next: (logits: Float32Array) => { readonly token: number; readonly logProbability: number };
}

/** At temperature 0 the likeliest token; else draws by inverse CDF, the random numbers decided by the seed alone. */
export function sampler(temperature: number, seed: number): Sampler {
  if (!(temperature >= 0)) throw new Error(`temperature must be 0 or more (got ${temperature})`);
  const generator = generatorOf(`answer ${seed}`);
  const choose =
    temperature === 0
      ? likeliest
      : (logits: Float32Array, highest: number) => drawn(logits, highest, temperature, uniformFloat64(generator));
  return {
    next: (logits) => {
      const highest = logits[likeliest(logits)] as number;
      const token = choose(logits, highest);
      const mass = massOf(logits, highest, 1);
      return { token, logProbability: (logits[token] as number) - highest - Math.log(mass) };
    },
  };
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token++)
    if ((logits[token] as number) > (logits[best] as number)) best = token;
  return best;
}

function drawn(logits: Float32Array, highest: number, temperature: number, uniform: number): number {
  let left = uniform * massOf(logits, highest, temperature);
  for (let token = 0; token < logits.length; token++) {
    left -= Math.exp(((logits[token] as number) - highest) / temperature);
    if (left < 0) return token;
  }
  return likeliest(logits);
}

function massOf(logits: Float32Array, highest: number, temperature: number): number {
  let mass = 0;
  for (const logit of logits) mass += Math.exp((logit - highest) / temperature);
  return mass;
}
