import { expect, test } from 'vitest';
import { checkPolicyConfig, patchGrid, policyPresets, presetPolicy } from './config.ts';
import { parameterCount } from './model/parameters.ts';

const config = presetPolicy('tiny', 100);

test('the tiny policy sees 9 x 8 patches of 768 numbers', () => {
  expect(patchGrid(config)).toEqual({ rows: 9, columns: 8, count: 72, values: 768 });
  expect(() => checkPolicyConfig(config)).not.toThrow();
});

test('the presets are of the sizes that they are said to be', () => {
  const millions = policyPresets.map((preset) => [preset, parameterCount(presetPolicy(preset, 117)) / 1e6] as const);
  for (const [preset] of millions) expect(() => checkPolicyConfig(presetPolicy(preset, 117))).not.toThrow();
  expect(Object.fromEntries(millions)).toEqual({ tiny: expect.closeTo(1.18, 2), small: expect.closeTo(11.1, 1) });
});

test.each([
  [{ imageWidth: 120 }, 'imageWidth and imageHeight must be multiples of patch'],
  [{ heads: 3 }, 'heads must be even and divide width'],
  [{ heads: 10 }, 'heads must be even and divide width'],
  [{ endToken: 100 }, 'padToken and endToken must be two tokens of the vocabulary'],
  [{ padToken: 1 }, 'padToken and endToken must be two tokens of the vocabulary'],
  [{ depth: 2.5 }, 'policy.depth must be a whole number (got 2.5)'],
])('%o is refused: %s', (wrong, message) => {
  expect(() => checkPolicyConfig({ ...config, ...wrong })).toThrow(message);
});

test('a size that is not there is named', () => {
  const { depth: _, ...rest } = config;
  expect(() => checkPolicyConfig(rest as typeof config)).toThrow('policy.depth is missing');
});
