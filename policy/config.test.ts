import { expect, test } from 'vitest';
import { checkPolicyConfig, patchGrid, tinyPolicy } from './config.ts';

const config = tinyPolicy(100);

test('the tiny policy sees 9 x 8 patches of 768 numbers', () => {
  expect(patchGrid(config)).toEqual({ rows: 9, columns: 8, count: 72, values: 768 });
  expect(() => checkPolicyConfig(config)).not.toThrow();
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
