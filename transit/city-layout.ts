import { cellAt, crossingEdge, distance, edgeKey, gridCells } from './grid.ts';
import type { StationList } from './network.ts';
import { draws, seedFor, type Draws } from './seed.ts';

const attempts = 30;
/** Stations placed or replaced in one attempt before it is given up. */
const placingsPerAttempt = 500;

/** The part of a layout that is settled: a cell by station. */
type Places = ReadonlyMap<string, number>;
/** The cells that are still open to each other station. */
type Open = ReadonlyMap<string, readonly number[]>;

interface Search {
  readonly lines: readonly (readonly string[])[];
  readonly drawn: Draws;
  placingsLeft: number;
}

/**
 * A cell of the 8 x 8 grid for each station, such that the stops of each line lie in neighbouring cells and no two
 * edges cross; undefined where a bounded search finds none. The search places the station with the fewest open cells
 * first, prefers straight lines, and begins again in another order when it has placed too many in vain.
 */
export function layOut(list: StationList, seed: number): Places | undefined {
  const lines = Object.values(list);
  const stations = [...new Set(lines.flat())];
  const everywhere = Array.from({ length: gridCells }, (_, cell) => cell);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const search: Search = { lines, drawn: draws(seedFor(seed, 'layout', attempt)), placingsLeft: placingsPerAttempt };
    const open = new Map(search.drawn.shuffle(stations).map((station) => [station, everywhere]));
    const places = placeRest(search, new Map(), open);
    if (places) return places;
  }
  return undefined;
}

function placeRest(search: Search, places: Places, open: Open): Places | undefined {
  if (open.size === 0) return places;
  const [station, cells] = [...open].reduce((fewest, entry) => (entry[1].length < fewest[1].length ? entry : fewest));
  const bendsAt = new Map(cells.map((cell) => [cell, bends(search.lines, new Map(places).set(station, cell))]));
  const choices = search.drawn.shuffle(cells).sort((a, b) => bendsAt.get(a)! - bendsAt.get(b)!);
  for (const cell of choices) {
    if (search.placingsLeft-- <= 0) return undefined;
    const placed = new Map(places).set(station, cell);
    if (hasCrossing(search.lines, placed)) continue;
    const stillOpen = narrow(search.lines, open, station, cell);
    const complete = stillOpen && placeRest(search, placed, stillOpen);
    if (complete) return complete;
  }
  return undefined;
}

/** What is open to the others once a station has its cell; undefined where one of them is left without. */
function narrow(lines: Search['lines'], open: Open, station: string, cell: number): Open | undefined {
  const reach = stepsFrom(lines, station);
  const narrowed = new Map<string, readonly number[]>();
  for (const [other, cells] of open) {
    if (other === station) continue;
    const steps = reach.get(other) ?? Infinity;
    const left = cells.filter((candidate) => candidate !== cell && distance(candidate, cell) <= steps);
    if (left.length === 0) return undefined;
    narrowed.set(other, left);
  }
  return narrowed;
}

/** The fewest steps along one line from a station to each other. */
function stepsFrom(lines: Search['lines'], station: string): ReadonlyMap<string, number> {
  const steps = new Map<string, number>();
  for (const stops of lines) {
    const start = stops.indexOf(station);
    if (start < 0) continue;
    stops.forEach((stop, i) => steps.set(stop, Math.min(steps.get(stop) ?? Infinity, Math.abs(i - start))));
  }
  return steps;
}

function edgesOf(lines: Search['lines'], places: Places): readonly (readonly [number, number])[] {
  return lines.flatMap((stops) =>
    stops.slice(1).flatMap((stop, i) => {
      const from = places.get(stops[i]!);
      const to = places.get(stop);
      return from === undefined || to === undefined ? [] : [[from, to] as const];
    }),
  );
}

function hasCrossing(lines: Search['lines'], places: Places): boolean {
  const edges = edgesOf(lines, places);
  const keys = new Set(edges.map(([from, to]) => edgeKey(from, to)));
  return edges.some(([from, to]) => keys.has(crossingEdge(from, to)));
}

/** How far the lines are from straight: the sum, over their stops, of how much the step on differs from the step before. */
function bends(lines: Search['lines'], places: Places): number {
  return lines
    .flatMap((stops) => stops.slice(2).map((_, i) => stops.slice(i, i + 3).map((stop) => places.get(stop))))
    .filter((three): three is number[] => three.every((cell) => cell !== undefined))
    .map((three) => three.map(cellAt))
    .reduce((sum, [a, b, c]) => {
      const columns = a!.column - 2 * b!.column + c!.column;
      const rows = a!.row - 2 * b!.row + c!.row;
      return sum + columns * columns + rows * rows;
    }, 0);
}
