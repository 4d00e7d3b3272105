import { expect, inject, test } from 'vitest';

import { growthOf, lengthOf } from '../bench/length/length.ts';

test('a long run costs as much a step at its end as at its start: history, memory, time of a query', async () => {
  const asked = { steps: 300, shards: 2, snapshotEvery: 20, continueAsNewAfter: 100 };
  const found = await lengthOf(asked, 50, inject('servers'));
  expect(found.continuedAsNew).toBe(2);
  expect(found.looks).toHaveLength(5);
  const { eventsAStep, bytesAStep, residentMegabytes, query } = growthOf(found);
  expect(eventsAStep).toBeCloseTo(1, 1);
  expect(bytesAStep).toBeCloseTo(1, 1);
  expect(residentMegabytes).toBeLessThan(1.2);
  expect(query).toBeLessThan(3);
});
