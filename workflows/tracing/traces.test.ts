import { expect, test } from 'vitest';

import { isOwnTrace } from './traces.ts';

test.each([
  ['trainStage', { firstStep: 10, endStep: 35 }, false],
  ['trainStage', { firstStep: 10, endStep: 36 }, true],
  ['trainStage', undefined, false],
  ['trainCurriculum', { title: 'an arm of a comparison' }, true],
  ['evaluateHeldOut', { label: 'before' }, false],
])('a child %s of %j has a trace of its own: %s', (type, input, own) => {
  expect(isOwnTrace(type, [input])).toBe(own);
});
