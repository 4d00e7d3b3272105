import { expect, test } from 'vitest';

import { commandLine } from './command-line.ts';

test.each([
  ['a day', 'It must be a whole number and a unit'],
  ['0s', 'It must be 10m or more'],
  ['9m', 'It must be 10m or more'],
  ['599s', 'It must be 10m or more'],
])('a sweep of what is older than %s is refused before any server is asked for', async (time, reason) => {
  const { status, err } = await commandLine(['sweep', '--older-than', time, '--yes']);
  expect(err).toContain(reason);
  expect(status).toBe(2);
});
