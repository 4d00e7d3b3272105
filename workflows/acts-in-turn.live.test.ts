import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { instantActivities } from '../test/instant-activities.ts';
import { instantRuns, type InstantRuns } from '../test/instant-run.ts';
import { pauseUpdate, resumeUpdate } from './messages.ts';

let runs: InstantRuns;

beforeAll(async () => {
  runs = await instantRuns(inject('servers'));
});

afterAll(() => runs.close());

test('a run is not held by a pause that is recorded after the resume that followed it', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 3 }], 0);
  const { selectHeldOut, recordSteering } = instant.light;
  let goOn: () => void = () => undefined;
  const evaluating = new Promise<void>((resolve) => (goOn = resolve));
  let attempts = 0;
  const light = {
    ...instant.light,
    selectHeldOut: () => evaluating.then(selectHeldOut),
    recordSteering: async (input: Parameters<typeof recordSteering>[0]) => {
      if (input.act.act === 'pause' && ++attempts === 1) throw new Error('the first attempt is lost');
      return recordSteering(input);
    },
  };
  await runs.withRun({ ...instant, light }, async (run) => {
    await runs.until(run, (_, state) => state === 'evaluating');
    const paused = run.executeUpdate(pauseUpdate);
    await expect.poll(() => attempts).toBe(1);
    await Promise.all([paused, run.executeUpdate(resumeUpdate)]);
    goOn();
    expect(await run.result()).toMatchObject({ outcome: 'finished' });
    expect(attempts).toBe(2);
  });
});
