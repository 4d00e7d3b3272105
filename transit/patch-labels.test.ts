import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paintMap } from './draw-map.ts';
import type { PlacedNetwork } from './network.ts';
import { cellLabels, patchLabels } from './patch-labels.ts';
import { randomNetwork } from './random-network.ts';

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
  const place = [' column 2', ' row 2'];
  expect(shown[9]).toEqual(['A2', ...place, ' red', ' blue', ' red west', ' blue north']);
  const [first, second] = [' Line 1', ' Line 2'];
  const meeting = '; Line 1 meets Line 2 at ';
  expect(meant[9]).toEqual(['A2', ...place, first, second, ' Line 1 west', ' Line 2 north', meeting]);
  expect(shown.slice(64, 67)).toEqual([[' Line 1', ' red'], [' Line 2', ' blue'], []]);
  expect(meant.slice(64, 67)).toEqual([[' Line 1', ' Line 2'], [' Line 1', ' Line 2'], []]);
});

test('at its ends a line goes on in one direction, between them in two', () => {
  fc.assert(
    fc.property(fc.nat(), (name) => {
      const { lines, places, columns, ...drawn } = randomNetwork(['labels', name], 'hard');
      const cells = cellLabels({ lines, places, columns, ...drawn });
      for (const { name: line, stations } of lines)
        for (const [index, stop] of stations.entries()) {
          const { column, row } = places[stop]!;
          const leaving = cells[row * columns + column]!.filter((label) => label.startsWith(` ${line} `));
          expect(leaving).toHaveLength(index === 0 || index === stations.length - 1 ? 1 : 2);
        }
    }),
    { numRuns: 20 },
  );
});

test('there is a label for each patch of the picture, empty where it shows nothing', () => {
  const { width, height } = paintMap(network, 'clean');
  expect(patchLabels(network)).toHaveLength((width / 16) * (height / 16));
  expect(patchLabels(network).filter((label) => label.length > 0)).toHaveLength(5);
});
