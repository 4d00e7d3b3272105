import { expect, test } from 'vitest';
import { presetPolicy } from '../config.ts';
import { initialParameters, parameterCount, parameterPlaces, parameterSpecs, parameterViews } from './parameters.ts';

const config = presetPolicy('tiny', 113);
const start = parameterViews(parameterPlaces(config), initialParameters(config, 7));

test('the tiny policy has about 1.2 million parameters, laid out without holes', () => {
  const places = parameterPlaces(config);
  expect(parameterCount(config)).toBe(1_180_608);
  expect(places.at(-1)!.offset + 128 * 512).toBe(parameterCount(config));
});

test('a parameter starts with the mean and the deviation that it names', () => {
  const plain = parameterSpecs(config).filter(({ name }) => !/^layers.*self_attn/.test(name));
  const surprising = plain.filter(({ name, deviation, mean = 0 }) => {
    const values = start[name]!;
    const measured = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return Math.abs(measured - deviation) > 0.1 * deviation + 1e-6;
  });
  expect(surprising).toEqual([]);
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
