import { expect, test } from 'vitest';

import { computesOn } from './computes-on.ts';

test('an environment that says nothing gives the CPU and no server', () => {
  const nothing = { device: { provider: 'cpu', id: 0 }, server: undefined, chatServer: undefined };
  expect(computesOn({})).toEqual(nothing);
  expect(computesOn({ REWARDMAP_DEVICE: '', TINKER_BASE_URL: '', OPENAI_BASE_URL: '' })).toEqual(nothing);
});

test.each([
  [{ REWARDMAP_DEVICE: 'gpu' }, 'DeviceUnavailable'],
  [{ TINKER_BASE_URL: 'localhost:8000' }, 'PolicyServerRefused'],
  [{ OPENAI_BASE_URL: 'localhost:8000' }, 'PolicyServerRefused'],
])('%j is refused by name', (environment, name) => {
  expect(() => computesOn(environment)).toThrow(expect.objectContaining({ name }));
});
