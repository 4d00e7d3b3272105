import { expect, test } from 'vitest';

import { gaugeName, measuresOf } from './step-measures.ts';

const run = { name: 'my/run/0193-id' };

test('names become those that Prometheus takes', () => {
  expect(gaugeName('critic/rewards/mean')).toBe('rewardmap_critic_rewards_mean');
  expect(gaugeName('response/stop not on line')).toBe('rewardmap_response_stop_not_on_line');
});

test('a step tells its version, its time, its divergences and its metrics, whichever activity took it', () => {
  const result = { policy: { version: { step: 4 }, divergences: 1 }, metrics: { 'actor/kl_loss': 0.5 } };
  for (const type of ['scoreAndUpdate', 'updatePolicy']) {
    expect(measuresOf(type, { run, stage: 'planning' }, result, 9_000)).toEqual(
      Object.entries({
        rewardmap_step: 4,
        rewardmap_step_timestamp_seconds: 9,
        rewardmap_divergences: 1,
        rewardmap_actor_kl_loss: 0.5,
      }).map(([name, value]) => ({ name, value, labels: { run: 'my/run', stage: 'planning' } })),
    );
  }
});

test('an evaluation tells what share was right, by kind; one that asked nothing tells 0', () => {
  const byKind = [
    { label: 'TorF1', count: 8, right: 6 },
    { label: 'all dense', count: 0, right: 0 },
  ];
  expect(measuresOf('tallyAnswers', { run, label: 'after' }, { byKind }, 0).map(({ value }) => value)).toEqual([
    0.75, 0,
  ]);
});

test('of other activities nothing is measured, nor of runs that are none', () => {
  expect(measuresOf('writeReport', { run }, {}, 0)).toEqual([]);
  expect(measuresOf('sealRun', {}, {}, 0)).toEqual([]);
});
