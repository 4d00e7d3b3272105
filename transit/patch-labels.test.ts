import { expect, test } from 'vitest';
import { paintMap } from './draw-map.ts';
import type { PlacedNetwork } from './network.ts';
import { cellLabels, neighbourLabels, patchLabels } from './patch-labels.ts';

const network: PlacedNetwork = {
  country: 'x',
  city: 'Crosstown',
  columns: 8,
  rows: 8,
  lines: [
    { name: 'Line 1', colour: 'red', stations: ['A1', 'A2'] },
    { name: 'Line 2', colour: 'blue', stations: ['B1', 'A2'] },
  ],
  places: { A1: { column: 0, row: 1 }, A2: { column: 1, row: 1 }, B1: { column: 1, row: 0 } },
};

test('a patch shows colours; which lines they stand for is what its cell means', () => {
  const [shown, meant] = [patchLabels(network), cellLabels(network)];
  expect(shown[9]).toEqual(['A2', ' red', ' blue']);
  expect(meant[9]).toEqual(['A2', ' Line 1', ' Line 2', '; Line 1 meets Line 2 at ']);
  expect(shown.slice(64, 67)).toEqual([[' Line 1', ' red'], [' Line 2', ' blue'], []]);
  expect(meant.slice(64, 67)).toEqual([[' Line 1', ' Line 2'], [' Line 1', ' Line 2'], []]);
});

test('a stop is next to those that a line joins it to', () => {
  const near = neighbourLabels(network).map((patch) => patch.filter((label) => label.startsWith(' next to ')));
  expect([near[8], near[9], near[1]]).toEqual([[' next to A2'], [' next to A1', ' next to B1'], [' next to A2']]);
  expect(near.flat()).toHaveLength(4);
});

test('there is a label for each patch of the picture, empty where it shows nothing', () => {
  const { width, height } = paintMap(network, 'clean');
  expect(patchLabels(network)).toHaveLength((width / 16) * (height / 16));
  expect(patchLabels(network).filter((label) => label.length > 0)).toHaveLength(5);
});
