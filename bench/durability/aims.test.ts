import { expect, test } from 'vitest';

import { aimsOf, type Measured } from './aims.ts';

const cost = (orchestrationMsAStep: number) => ({
  orchestrationMsAStep,
  ratio: 1.1,
  eventsAStep: 20,
  bytesAStep: 8_000,
});

test('an aim is met up to its very number, and only what was measured has aims', () => {
  const measured = { cost: { quick: cost(100), twoSecondSteps: cost(100.1) } } as unknown as Measured;
  expect(aimsOf(measured).map(({ found, met }) => [found, met])).toEqual([
    [100, true],
    [1.1, false],
    [20, true],
    [8_000, true],
  ]);
});

test('only the rollout that the dead worker had in hand may be sampled again', () => {
  const killed = (inHand: string, takenAgain: number) => ({
    inHand,
    goesOn: 'restarted',
    kills: 2,
    longest: 9,
    takenAgain,
  });
  const recovery = [killed('rollout', 2), killed('rollout', 3), killed('scoreAndUpdate', 1)];
  const aims = aimsOf({ recovery } as unknown as Measured).filter(({ what }) => what.startsWith('rollouts'));
  expect(aims.map(({ met }) => met)).toEqual([true, false, false]);
});
