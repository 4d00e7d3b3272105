import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stationsOf, type Network } from './network.ts';
import { difficulties } from './question.ts';
import { randomNetwork } from './random-network.ts';
import { bestRoute, transferTable } from './routes.ts';

const networks = fc
  .tuple(fc.nat(), fc.constantFrom(...difficulties))
  .map(([name, difficulty]) => randomNetwork(['routes', name], difficulty));

test('a best route is a valid one: its sections meet and ride their line', () => {
  fc.assert(
    fc.property(networks, fc.nat(), fc.nat(), (network, a, b) => {
      const [from, to] = ends(network, a, b);
      const route = bestRoute(network, from, to)!;
      const { sections } = route;
      expect([sections[0]!.from, sections.at(-1)!.to]).toEqual([from, to]);
      sections.forEach((section, i) => {
        const { stations } = network.lines.find((line) => line.name === section.line)!;
        expect(Math.abs(stations.indexOf(section.from) - stations.indexOf(section.to))).toBe(section.stops);
        expect(section.from).toBe(i === 0 ? from : sections[i - 1]!.to);
      });
      expect(route.transfers).toBe(sections.length - 1);
      expect(route.stops).toBe(sections.reduce((sum, section) => sum + section.stops, 0));
    }),
    { numRuns: 300 },
  );
});

test('no other route is better: fewest transfers, then fewest stops, then the order of lines', () => {
  fc.assert(
    fc.property(networks, fc.nat(), fc.nat(), (network, a, b) => {
      const [from, to] = ends(network, a, b);
      const route = bestRoute(network, from, to)!;
      const orderOf = (lines: readonly string[]): string => lines.join();
      const [best] = everyRoute(network, from, to, []).sort(
        (x, y) =>
          x.lines.length - y.lines.length || x.stops - y.stops || (orderOf(x.lines) < orderOf(y.lines) ? -1 : 1),
      );
      expect({ lines: route.sections.map((section) => section.line), stops: route.stops }).toEqual(best);
      expect(transferTable(network)(from, to)).toBe(route.transfers);
    }),
    { numRuns: 150 },
  );
});

test('a loop line is ridden the short way round', () => {
  const loop = ['A', 'B', 'C', 'D', 'E', 'F', 'A'];
  const city: Network = { country: 'x', city: 'loop', lines: [{ name: 'Ring', colour: 'red', stations: loop }] };
  expect(bestRoute(city, 'B', 'F')!.stops).toBe(2);
  expect(bestRoute(city, 'F', 'A')!.stops).toBe(1);
});

test('where there is no way there is no route, and an unknown station is named', () => {
  const lines = [
    { name: 'Line 1', colour: 'red', stations: ['A', 'B'] },
    { name: 'Line 2', colour: 'blue', stations: ['C', 'D'] },
  ];
  const city: Network = { country: 'x', city: 'split', lines };
  expect(bestRoute(city, 'A', 'C')).toBeUndefined();
  expect(transferTable(city)('A', 'C')).toBeUndefined();
  expect(() => bestRoute(city, 'A', 'Z')).toThrow('split has no station "Z"');
});

function ends(network: Network, a: number, b: number): readonly [string, string] {
  const stations = stationsOf(network);
  const from = a % stations.length;
  return [stations[from]!, stations[(from + 1 + (b % (stations.length - 1))) % stations.length]!];
}

interface Candidate {
  readonly lines: readonly string[];
  readonly stops: number;
}

/** All routes that ride no line twice, one after the other. */
function everyRoute(network: Network, from: string, to: string, ridden: readonly string[]): Candidate[] {
  return network.lines
    .filter((line) => line.stations.includes(from) && !ridden.includes(line.name))
    .flatMap((line) =>
      line.stations.flatMap((stop, i) => {
        if (stop === from) return [];
        const stops = Math.abs(i - line.stations.indexOf(from));
        const lines = [...ridden, line.name];
        if (stop === to) return [{ lines, stops }];
        const isChange = network.lines.some((other) => other !== line && other.stations.includes(stop));
        if (!isChange) return [];
        return everyRoute(network, stop, to, lines).map((rest) => ({ lines: rest.lines, stops: stops + rest.stops }));
      }),
    );
}
