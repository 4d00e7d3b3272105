import type { StationList } from '../transit/network.ts';
import { withoutMarks } from './station-name.ts';
import type { Namer } from './station-name.ts';

/** The stops of each line of a city, under the names by which a scorer compares them. */
export type CityLines = ReadonlyMap<string, ReadonlySet<string>>;

/** A list is scored against thousands of times; it is named once for each way of naming. */
const known = new WeakMap<StationList, Map<Namer, CityLines>>();

/** Lines of a station list, which must not change afterwards. The benchmark's marks are taken off first. */
export function cityLines(stations: StationList, namer: Namer): CityLines {
  const byNamer = known.get(stations) ?? new Map<Namer, CityLines>();
  known.set(stations, byNamer);
  const found = byNamer.get(namer);
  if (found !== undefined) return found;
  const lines = new Map(
    Object.entries(stations).map(([line, names]) => [line, new Set(names.map((name) => namer(withoutMarks(name))))]),
  );
  byNamer.set(namer, lines);
  return lines;
}
