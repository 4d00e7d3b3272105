import { expect, test } from 'vitest';

import { Recent } from './recent.ts';

test('a value is worked out once while it is among the latest, and again after a failure', async () => {
  const recent = new Recent<string>(2);
  const made: string[] = [];
  const of = (key: string) =>
    recent.of(key, async () => {
      made.push(key);
      return key;
    });
  expect(await Promise.all([of('a'), of('a'), of('b')])).toEqual(['a', 'a', 'b']);
  await of('c');
  await of('a');
  expect(made).toEqual(['a', 'b', 'c', 'a']);

  await expect(recent.of('d', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
  expect(await of('d')).toBe('d');
});
