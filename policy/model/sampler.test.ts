import { expect, test } from 'vitest';
import { sampler } from './sampler.ts';

const logits = Float32Array.of(1, 2, -1, 0.5);
const softmaxAt = (temperature: number) => {
  const masses = Array.from(logits, (logit) => Math.exp(logit / temperature));
  const mass = masses.reduce((sum, one) => sum + one);
  return masses.map((one) => one / mass);
};

test.each([0.5, 1, 2])('at temperature %d tokens come as often as the softmax says', (temperature) => {
  const draws = 20_000;
  const counts = [0, 0, 0, 0];
  const { next } = sampler(temperature, 5);
  for (let i = 0; i < draws; i++) counts[next(logits).token]! += 1;
  for (const [token, probability] of softmaxAt(temperature).entries())
    expect(counts[token]! / draws).toBeCloseTo(probability, 1.7);
});

test('at temperature 0 the likeliest token is taken, whatever the seed', () => {
  expect([1, 2, 3].map((seed) => sampler(0, seed).next(logits).token)).toEqual([1, 1, 1]);
});

test('the log-probability is the one at temperature 1', () => {
  for (const temperature of [0, 0.3, 2]) {
    const { token, logProbability } = sampler(temperature, 9).next(logits);
    expect(logProbability).toBeCloseTo(Math.log(softmaxAt(1)[token]!), 6);
  }
});

test('a seed decides every draw', () => {
  const draw = (seed: number) => {
    const { next } = sampler(1, seed);
    return Array.from({ length: 20 }, () => next(logits).token);
  };
  expect(draw(3)).toEqual(draw(3));
  expect(draw(3)).not.toEqual(draw(4));
});

test('nearby seeds draw independently from their first token on', () => {
  const firsts = Array.from({ length: 4000 }, (_, seed) => sampler(1, seed).next(logits).token);
  for (const [token, probability] of softmaxAt(1).entries())
    expect(firsts.filter((one) => one === token).length / firsts.length).toBeCloseTo(probability, 1.5);
});

test('a negative temperature is refused', () => {
  expect(() => sampler(-1, 0)).toThrow('temperature must be 0 or more (got -1)');
});
