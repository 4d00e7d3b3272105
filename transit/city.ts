import { layOut } from './city-layout.ts';
import { thinLines } from './city-thinning.ts';
import { cellAt, gridColumns, gridRows } from './grid.ts';
import { lineName, maxLines, stationCodes } from './language.ts';
import type { PlacedNetwork, StationList } from './network.ts';
import { draws, seedFor } from './seed.ts';
import { lineColours } from './styles.ts';

/** A real city on the grid, its stations and lines renamed to what a map can show. */
export interface PlacedCity {
  readonly network: PlacedNetwork;
  /** Code on the map -> name in the station list. */
  readonly stationNames: Readonly<Record<string, string>>;
  /** `Line n` on the map -> name in the station list. */
  readonly lineNames: Readonly<Record<string, string>>;
  /** Stations of the list, and how many of them the map has. */
  readonly listedStations: number;
  readonly keptStations: number;
}

/** A city that a map has no room for. */
export interface SkippedCity {
  readonly country: string;
  readonly city: string;
  readonly reason: string;
}

/** Stops a line may keep, most first: with fewer, a layout is easier to find. */
const stopsToTry = [7, 6, 5];

/** Lays a city's station list out on the grid, or says why not. The seed decides codes, colours and the layout. */
export function placeCity(country: string, city: string, list: StationList, seed: number): PlacedCity | SkippedCity {
  const lineCount = Object.keys(list).length;
  if (lineCount > maxLines) return { country, city, reason: `${lineCount} lines, a map has at most ${maxLines}` };
  let reason = '';
  for (const mostStops of stopsToTry) {
    const thinned = thinLines(list, mostStops);
    if ('reason' in thinned) {
      reason ||= thinned.reason;
      continue;
    }
    const places = layOut(thinned.lines, seed);
    if (places) return renamed(country, city, list, thinned.lines, places, seed);
    reason = `no layout found on ${gridColumns} x ${gridRows} cells`;
  }
  return { country, city, reason };
}

/** Takes off the marks that the benchmark's lists put behind a name, as its scoring does: nothing else is stripped. */
export function withoutMarks(name: string): string {
  return name.replaceAll(/ \(Transfer Station\)| \(Branch-starting Station\)|（换乘站）|（支线起始站）/g, '');
}

function renamed(
  country: string,
  city: string,
  list: StationList,
  kept: StationList,
  places: ReadonlyMap<string, number>,
  seed: number,
): PlacedCity {
  const drawn = draws(seedFor(seed, country, city, 'names'));
  const codes = drawn.shuffle(stationCodes);
  const colours = drawn.shuffle(lineColours);
  const codeOf = new Map([...places.keys()].map((station, i) => [station, codes[i]!]));
  return {
    network: {
      country,
      city,
      columns: gridColumns,
      rows: gridRows,
      places: Object.fromEntries([...places].map(([station, cell]) => [codeOf.get(station)!, cellAt(cell)])),
      lines: Object.values(kept).map((stops, i) => ({
        name: lineName(i + 1),
        colour: colours[i]!,
        stations: stops.map((stop) => codeOf.get(stop)!),
      })),
    },
    stationNames: Object.fromEntries([...codeOf].map(([station, code]) => [code, station])),
    lineNames: Object.fromEntries(Object.keys(kept).map((name, i) => [lineName(i + 1), name])),
    listedStations: new Set(Object.values(list).flat()).size,
    keptStations: places.size,
  };
}
