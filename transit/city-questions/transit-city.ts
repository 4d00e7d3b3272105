import type { StationList } from '../network.ts';
import { isOpenLoop } from './open-loops.ts';
import { hasBranchMark, hasTransferMark, stationKey, stationName } from './station-name.ts';

export interface CityLine {
  readonly name: string;
  /** In travel order, each under its one name; a loop does not list its first stop again. */
  readonly stations: readonly string[];
  readonly isLoop: boolean;
  /**
   * Where a branch starts, as a place in `stations`; the list's end where none does. The list goes on behind it with
   * main line and branch, one after the other, and does not say where the one ends: no order is certain there.
   */
  readonly certainUntil: number;
}

/** A city as questions are asked about it. */
export interface TransitCity {
  readonly country: string;
  readonly city: string;
  readonly lines: readonly CityLine[];
  /** Every station once, in the order of the list. */
  readonly stations: readonly string[];
  /** Places in `lines` of the lines through a station, ascending. */
  readonly linesAt: ReadonlyMap<string, readonly number[]>;
  /** Entries of the list that are marked as interchanges: what the benchmark calls `city_transfer_count`. */
  readonly transferEntries: number;
}

/**
 * Reads a station list with its marks. A station whose spelling differs between lines has the name that the list uses
 * first. In a list without marks, an entry counts as an interchange where its station lies on several lines. Throws
 * where there is no line, or a line has only one station.
 */
export function transitCity(country: string, city: string, list: StationList): TransitCity {
  if (Object.keys(list).length === 0) throw new Error(`${country}/${city}: the station list has no line`);
  const names = new Map<string, string>();
  for (const listed of Object.values(list).flat()) {
    const key = stationKey(listed);
    if (!names.has(key)) names.set(key, stationName(listed));
  }
  const lines = Object.entries(list).map(([name, listed]) =>
    cityLine(name, listed, names, isOpenLoop(country, city, name)),
  );
  const lone = lines.find(({ stations }) => stations.length < 2);
  if (lone) throw new Error(`${country}/${city}: ${lone.name} has fewer than two stations`);
  const linesAt = new Map<string, number[]>();
  lines.forEach(({ stations }, line) => {
    for (const station of new Set(stations)) linesAt.set(station, [...(linesAt.get(station) ?? []), line]);
  });
  const entries = Object.values(list).flat();
  const marked = entries.filter(hasTransferMark).length;
  const shared = entries.filter((listed) => (linesAt.get(names.get(stationKey(listed))!)?.length ?? 0) > 1).length;
  return { country, city, lines, stations: [...linesAt.keys()], linesAt, transferEntries: marked || shared };
}

function cityLine(
  name: string,
  listed: readonly string[],
  names: ReadonlyMap<string, string>,
  isKnownLoop: boolean,
): CityLine {
  const nameOf = (entry: string): string => names.get(stationKey(entry))!;
  const entries = listed.filter((entry, i) => i === 0 || nameOf(entry) !== nameOf(listed[i - 1]!));
  const stations = entries.map(nameOf);
  const isClosed = stations.length > 3 && stations[0] === stations.at(-1);
  const branch = entries.findIndex(hasBranchMark);
  const stops = isClosed ? stations.slice(0, -1) : stations;
  return {
    name,
    stations: stops,
    isLoop: isClosed || (isKnownLoop && stops.length > 2),
    certainUntil: branch >= 0 ? branch : stops.length - 1,
  };
}
