import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { DisturbedRuns } from './disturbed-run.ts';
import { Machine, noMachines } from './machine.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const reason = await noMachines();
const skipped = reason === undefined ? '' : ` (skipped: ${reason})`;

let temporal: TestClient;
let runs: DisturbedRuns;
let machines: readonly Machine[] = [];

beforeAll(async () => {
  if (reason !== undefined) return;
  temporal = await testClient(servers);
  runs = new DisturbedRuns(temporal.client, await openStore(storeConnection(servers)));
  // Others may test on this machine.
  const number = 2 * (process.pid % 120);
  machines = [await Machine.make(number + 1, servers), await Machine.make(number + 2, servers)];
  for (const { fleet } of machines) await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
});

afterAll(async () => {
  for (const machine of machines) await machine.remove();
  await temporal?.close();
});

/** On other maps than other tests' runs, whose answers would be found kept. */
const spec = { ...smallRun, seed: 71, stages: smallRun.stages.map((stage) => ({ ...stage, steps: 8 })) };

test.skipIf(reason !== undefined)(
  `two machines of workers, one cut off and back and then the other, end a run as if nothing had been${skipped}`,
  { timeout: 600_000 },
  async () => {
    const undisturbed = await runs.outcomeOf(await runs.start('machines-whole', spec));
    const [first, second] = machines as [Machine, Machine];
    const run = await runs.start('machines-cut', spec);
    await runs.logged(run, 1);
    while (!(await runs.inHand(run, 'counting', ['rollout', 'scoreAndUpdate'])));
    await second.pullCable();
    await runs.logged(run, 6);
    await second.plugCable();
    // All that is left is up to the machine that was cut off.
    await first.pullCable();
    expect(await runs.outcomeOf(run)).toEqual(undisturbed);
    expect(await runs.lostAttempts(run)).toBeGreaterThan(0);
  },
);
