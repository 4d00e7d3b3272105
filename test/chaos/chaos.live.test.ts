import { afterAll, beforeAll, expect, test } from 'vitest';

import { chaos, type ChaosOptions } from './chaos.ts';
import { fewestSteps } from './chaos-spec.ts';
import { openWorld, type World } from './world.ts';

/** On a loaded machine of two cores. */
const patienceMs = 600_000;

const short: ChaosOptions = {
  faults: 5,
  seed: 2,
  kinds: ['policy-killed', 'temporal-killed', 'minio-killed', 'answer-lost', 'disk-full'],
  threads: false,
  steps: fewestSteps,
  outage: 2,
  staleness: 0,
};

let world: World;

beforeAll(async () => {
  world = await openWorld(short.steps, () => undefined);
});

afterAll(() => world.close());

test(
  'a run that faults strike ends as one that was left alone',
  async () => {
    const report = await chaos(world, short, () => undefined);
    expect(report).toMatchObject({
      differed: [],
      faults: Object.fromEntries(short.kinds.map((kind) => [kind, 1])),
      recoveries: short.faults,
      digest: { equal: true },
      objects: { incomplete: [], unnamed: 0 },
    });
    expect(report.steps.metricsExactlyOnce).toBe(report.steps.undisturbed);
    expect(report.lostAttempts).toBeGreaterThan(0);
  },
  patienceMs,
);
