import { expect, test } from 'vitest';
import { caption } from './caption.ts';
import type { PlacedNetwork } from './network.ts';

const network: PlacedNetwork = {
  country: 'x',
  city: 'Crosstown',
  columns: 8,
  rows: 8,
  lines: [
    { name: 'Line 1', colour: 'red', stations: ['A1', 'A2', 'A3'] },
    { name: 'Line 2', colour: 'blue', stations: ['B1', 'A2', 'B3'] },
  ],
  places: {
    A1: { column: 0, row: 1 },
    A2: { column: 1, row: 1 },
    A3: { column: 2, row: 1 },
    B1: { column: 1, row: 0 },
    B3: { column: 1, row: 2 },
  },
};

test('a caption tells the lines of a stop, the stops of a line or where two lines meet', () => {
  const texts = (kind: Parameters<typeof caption>[2]): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => caption(network, [i], kind)).map(({ prompt, answer }) => [prompt, answer]),
    );
  expect(texts('lines')).toEqual({
    'Which lines serve A1?': 'A1 Line 1',
    'Which lines serve A2?': 'A2 Line 1 Line 2',
    'Which lines serve A3?': 'A3 Line 1',
    'Which lines serve B1?': 'B1 Line 2',
    'Which lines serve B3?': 'B3 Line 2',
  });
  expect(texts('stops')).toEqual({
    'Which stops are on Line 1?': 'A1, A2, A3',
    'Which stops are on Line 2?': 'B1, A2, B3',
  });
  expect(texts('meetings')).toEqual({ 'Where does Line 1 meet Line 2?': 'A2' });
});
