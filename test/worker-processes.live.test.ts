import { afterAll, expect, inject, test } from 'vitest';

import { Fleet, type Role } from './fleet.ts';

const fleet = new Fleet(inject('servers'));

afterAll(() => fleet.stop());

test.each<Role>(['workflow', 'policy'])('a %s worker ends well when it is told to', async (role) => {
  const worker = await fleet.start(role);
  worker.kill('SIGTERM');
  expect(await fleet.ended(worker)).toBe(0);
});

test.each<Role>(['workflow', 'policy'])('a %s worker ends by itself when who started it is gone', async (role) => {
  const worker = await fleet.start(role);
  worker.disconnect();
  expect(await fleet.ended(worker)).toBe(0);
});

test('a role that there is not is refused by name', async () => {
  await expect(fleet.start('cook' as Role)).rejects.toThrow(
    'the role of a worker must be one of: workflow, policy (got "cook")',
  );
});
