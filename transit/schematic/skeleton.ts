import type { TransitCity } from '../city-questions/transit-city.ts';
import { cutChain } from './cut-chains.ts';

/** Neighbours on a line. Stations by their place in the city's `stations`. */
export interface Track {
  readonly a: number;
  readonly b: number;
  readonly lines: readonly number[];
  /** How long to draw it, about 1. */
  readonly length: number;
}

/** A stretch between two stations that matter, ridden by the same lines all along. */
export interface Chain {
  /** Stations in order, the two ends included; all inner ones have two neighbours and the lines of the chain. */
  readonly stations: readonly number[];
  readonly lines: readonly number[];
}

/** The first and the last station of a chain. */
export function endsOf({ stations }: Chain): readonly [number, number] {
  return [stations[0]!, stations.at(-1)!];
}

/** The way out to a terminus has room on both sides, stretches between interchanges have not. */
const lengths = { tail: 0.7, between: 1, short: 1.3, lone: 1.8 };
/** Stations of a chain, its ends included, up to which it is short. */
const shortChain = 5;

export interface Skeleton {
  readonly tracks: readonly Track[];
  readonly chains: readonly Chain[];
  /** Stations that end a chain. */
  readonly nodes: readonly number[];
}

/** The tracks of a city, each once, and the chains they form: what is laid out as one. */
export function skeletonOf(city: TransitCity): Skeleton {
  const tracks = tracksOf(city);
  const at = new Map<number, Pair[]>();
  for (const track of tracks) for (const end of [track.a, track.b]) at.set(end, [...(at.get(end) ?? []), track]);
  const key = (track: Pair): string => track.lines.join();
  const terminals = new Set(
    city.lines.flatMap(({ stations, isLoop }) => (isLoop ? [] : [stations[0]!, stations.at(-1)!])),
  );
  const isNode = (station: number): boolean => {
    const around = at.get(station)!;
    return around.length !== 2 || key(around[0]!) !== key(around[1]!) || terminals.has(city.stations[station]!);
  };
  const used = new Set<Pair>();
  const walk = (start: number, first: Pair): Chain => {
    const stations = [start];
    let track: Pair | undefined = first;
    while (track) {
      used.add(track);
      const next: number = track.a === stations.at(-1) ? track.b : track.a;
      stations.push(next);
      track = isNode(next) || next === start ? undefined : at.get(next)!.find((other) => !used.has(other));
    }
    return { stations, lines: first.lines };
  };
  const walks: Chain[] = [];
  const start = (stations: readonly number[]): void => {
    for (const station of stations)
      for (const track of at.get(station)!) if (!used.has(track)) walks.push(walk(station, track));
  };
  const all = city.stations.map((_, station) => station);
  start(all.filter(isNode));
  // What is left are rings without a node.
  start(all);
  const beside = new Map(
    [...at].map(([station, around]) => [station, around.map(({ a, b }) => (a === station ? b : a))]),
  );
  const chains = walks.flatMap((chain) => cutChain(chain, beside));
  return {
    tracks: chains.flatMap((chain) => drawnTracks(chain, (end) => at.get(end)!.length === 1)),
    chains,
    nodes: [...new Set(chains.flatMap(({ stations }) => [stations[0]!, stations.at(-1)!]))],
  };
}

function drawnTracks({ stations, lines }: Chain, isTerminus: (station: number) => boolean): readonly Track[] {
  const isTail = isTerminus(stations[0]!) || isTerminus(stations.at(-1)!);
  const length = lengthOf(stations.length, isTail);
  return stations.slice(1).map((b, i) => ({ a: stations[i]!, b, lines, length }));
}

function lengthOf(stations: number, isTail: boolean): number {
  if (stations === 2) return lengths.lone;
  if (isTail) return lengths.tail;
  return stations <= shortChain ? lengths.short : lengths.between;
}

type Pair = Omit<Track, 'length'>;

function tracksOf({ lines, stations: names }: TransitCity): readonly Pair[] {
  const placeOf = new Map(names.map((name, place) => [name, place]));
  const found = new Map<string, { a: number; b: number; lines: Set<number> }>();
  lines.forEach(({ stations, isLoop }, line) => {
    const stops = [...stations, ...(isLoop ? [stations[0]!] : [])].map((name) => placeOf.get(name)!);
    stops.slice(1).forEach((stop, i) => {
      const [a, b] = stop < stops[i]! ? [stop, stops[i]!] : [stops[i]!, stop];
      const known = found.get(`${a}-${b}`);
      if (known) known.lines.add(line);
      else found.set(`${a}-${b}`, { a, b, lines: new Set([line]) });
    });
  });
  return [...found.values()].map(({ a, b, lines }) => ({ a, b, lines: [...lines] }));
}
