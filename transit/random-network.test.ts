import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stationCodes } from './language.ts';
import { interchangesOf, stationsOf, type PlacedNetwork } from './network.ts';
import { difficulties } from './question.ts';
import { lineCounts, randomNetwork } from './random-network.ts';
import { transferTable } from './routes.ts';

const named = fc.tuple(fc.nat(), fc.constantFrom(...difficulties));

test('every name gives a network that keeps the rules of the grid', () => {
  fc.assert(
    fc.property(named, ([name, difficulty]) => {
      const network = randomNetwork(['rules', name], difficulty);
      const stations = stationsOf(network);
      const cells = stations.map((station) => JSON.stringify(network.places[station]));
      const edges = edgesOf(network).map((edge) => [...edge].sort().join(' '));
      expect(network.lines.map((line) => line.name)).toEqual(
        Array.from({ length: lineCounts[difficulty] }, (_, i) => `Line ${i + 1}`),
      );
      expect(new Set(network.lines.map((line) => line.colour)).size).toBe(network.lines.length);
      expect(new Set(cells).size).toBe(stations.length);
      expect(Object.keys(network.places).sort()).toEqual([...stations].sort());
      expect(new Set(edges).size).toBe(edges.length);
      expect(stations.every((station) => stationCodes.includes(station))).toBe(true);
      for (const line of network.lines) {
        const shared = line.stations.filter((station) => interchangesOf(network).includes(station)).length;
        expect(line.stations.length >= 5 && line.stations.length <= 7, 'length').toBe(true);
        expect(new Set(line.stations).size).toBe(line.stations.length);
        expect(shared >= 1 && shared <= 3, 'interchanges').toBe(true);
      }
      for (const { column, row } of Object.values(network.places)) {
        expect(column >= 0 && column < 8 && row >= 0 && row < 8).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('edges join neighbouring cells and do not cross', () => {
  fc.assert(
    fc.property(named, ([name, difficulty]) => {
      const network = randomNetwork(['edges', name], difficulty);
      const middles = edgesOf(network).map(([a, b]) => {
        const [from, to] = [network.places[a]!, network.places[b]!];
        expect(Math.max(Math.abs(from.column - to.column), Math.abs(from.row - to.row))).toBe(1);
        return `${from.column + to.column},${from.row + to.row}`;
      });
      expect(new Set(middles).size).toBe(middles.length);
    }),
    { numRuns: 300 },
  );
});

test('every network is connected', () => {
  fc.assert(
    fc.property(named, ([name, difficulty]) => {
      const network = randomNetwork(['connected', name], difficulty);
      const transfers = transferTable(network);
      const stations = stationsOf(network);
      expect(stations.every((station) => transfers(stations[0]!, station) !== undefined)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a name decides its network, and names differ', () => {
  expect(randomNetwork(['a', 1], 'hard')).toEqual(randomNetwork(['a', 1], 'hard'));
  expect(randomNetwork(['a', 1], 'hard').places).not.toEqual(randomNetwork(['a', 2], 'hard').places);
});

function edgesOf(network: PlacedNetwork): readonly (readonly [string, string])[] {
  return network.lines.flatMap((line) =>
    line.stations.slice(1).map((station, i) => [line.stations[i]!, station] as const),
  );
}
