import { expect, test } from 'vitest';
import { tinyPolicy } from '../config.ts';
import { initialParameters, parameterCount, parameterPlaces, parameterSpecs, parameterViews } from './parameters.ts';

const config = tinyPolicy(113);
const start = parameterViews(parameterPlaces(config), initialParameters(config, 7));

test('the tiny policy has about 0.7 million parameters, laid out without holes', () => {
  const places = parameterPlaces(config);
  expect(parameterCount(config)).toBe(737_760);
  expect(places.at(-1)!.offset + 96 * 384).toBe(parameterCount(config));
});

test('a parameter starts with the deviation that it names', () => {
  const plain = parameterSpecs(config).filter(({ name }) => !name.endsWith('qkv_proj.weight'));
  const surprising = plain.filter(({ name, deviation }) => {
    const values = start[name]!;
    const measured = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    return Math.abs(measured - deviation) > 0.1 * deviation;
  });
  expect(surprising).toEqual([]);
});

test('every other head starts as a content matcher: its queries are its keys', () => {
  const projection = start['layers.1.self_attn.qkv_proj.weight']!;
  const head = (part: number, index: number) =>
    projection.slice((part * 4 + index) * 24 * 96, (part * 4 + index + 1) * 24 * 96);
  for (const index of [0, 2]) expect(head(0, index)).toEqual(head(1, index));
  for (const index of [1, 3]) expect(head(0, index)).not.toEqual(head(1, index));
});

test('draws depend on the seed and the name of a parameter only', () => {
  expect(initialParameters(config, 7)).toEqual(initialParameters(config, 7));
  const deeper = parameterViews(
    parameterPlaces({ ...config, depth: 5 }),
    initialParameters({ ...config, depth: 5 }, 7),
  );
  expect(deeper['embed_tokens.weight']).toEqual(start['embed_tokens.weight']);
  expect(initialParameters(config, 8)).not.toEqual(initialParameters(config, 7));
});
