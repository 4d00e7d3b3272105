import { expect, test } from 'vitest';
import { pointsOf, shortNumber, thinned } from './plot.ts';

const steps = Array.from({ length: 10 }, (_, step) => ({
  step,
  stage: step < 5 ? 'first' : 'second',
  metrics: { value: step },
}));

test('points are thinned by means of neighbours that never cross from one stage to the next', () => {
  const points = thinned(pointsOf(steps, 'value'), 3);
  expect(points.map(({ step, value, startsStage }) => [step, value, startsStage])).toEqual([
    [1, 1, true],
    [4, 3.5, false],
    [6, 6, true],
    [9, 8.5, false],
  ]);
  expect(thinned(pointsOf(steps, 'value'), 1)).toHaveLength(10);
});

test.each([
  [0, '0'],
  [12.345, '12.3'],
  [0.0012345, '0.00123'],
  [0.0002, '2e-4'],
  [-0.00001234, '-1.23e-5'],
])('%d is written %s', (value, text) => {
  expect(shortNumber(value)).toBe(text);
});
