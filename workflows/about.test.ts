import { expect, test } from 'vitest';

import { aboutOf, aboutWorkflow, placeOf } from './about.ts';

const run = { name: 'my/run/0193-id' };

test.each([
  undefined,
  null,
  'text',
  7,
  {},
  { run: 'a/b' },
  { run: { version: {} }, stage: 3, step: 'last', version: 'v1' },
  { run: { name: 'alone' } },
])('of %j nothing is known', (input) => {
  expect(aboutOf(input)).toEqual({});
});

test('a run, a stage and a step are known where an input names them', () => {
  const input = { run, stage: 'planning', step: 3, label: 'after', version: { step: 4, digest: 'd' } };
  expect(aboutOf(input)).toEqual({ run, stage: 'planning', step: 3, label: 'after', version: { step: 4 } });
});

test('a place is the workflow id of the run, the stage, and the step that something begins with', () => {
  const version = { step: 4 };
  expect(placeOf(aboutOf({ run, stage: 'planning', step: 3, version }))).toEqual({
    run: 'my/run',
    stage: 'planning',
    step: 3,
  });
  expect(placeOf(aboutOf({ run, version }))).toEqual({ run: 'my/run', step: 4 });
});

test.each([
  [
    { run, name: 'counting', policy: { version: { step: 4 } } },
    { run: 'my/run', stage: 'counting', step: 4 },
  ],
  [
    { run, label: 'after', version: { step: 8 } },
    { run: 'my/run', stage: 'after', step: 8 },
  ],
  [{ title: 'a spec' }, {}],
  [undefined, {}],
])('of the workflow of %j is known %j', (input, place) => {
  expect(placeOf(aboutWorkflow(input))).toEqual(place);
});
