import type { Line, Network } from './network.ts';

/** A ride on one line, from one stop to another. */
export interface Section {
  readonly line: string;
  readonly from: string;
  readonly to: string;
  /** Steps ridden: one more than the stops between the two. */
  readonly stops: number;
}

export interface Route {
  readonly sections: readonly Section[];
  readonly transfers: number;
  readonly stops: number;
}

/** A route under way: where it is, and how. `order` holds the lines' places in the network. */
interface Trip {
  readonly at: string;
  readonly sections: readonly Section[];
  readonly stops: number;
  readonly order: readonly number[];
}

/**
 * The best route between two stations: fewest transfers, then fewest stops, then the lines that the network lists
 * first. Undefined where there is no way. Lines are ridden in both directions.
 *
 * A search over (station, line) in rounds: round k holds, for each station that needs k transfers, the best trip to
 * it. A stretch of a best route is a best route itself, so a station needs no trip of a later round.
 */
export function bestRoute(network: Network, from: string, to: string): Route | undefined {
  requireStations(network, [from, to]);
  const reached = new Set([from]);
  let round: readonly Trip[] = [{ at: from, sections: [], stops: 0, order: [] }];
  while (round.length > 0) {
    const next = ridesOf(network, round, reached);
    const arrived = next.get(to);
    if (arrived) return { sections: arrived.sections, transfers: arrived.sections.length - 1, stops: arrived.stops };
    for (const station of next.keys()) reached.add(station);
    round = [...next.values()];
  }
  return undefined;
}

/** The best trip, one ride longer than those given, to each station not reached before. */
function ridesOf(network: Network, trips: readonly Trip[], reached: ReadonlySet<string>): Map<string, Trip> {
  const best = new Map<string, Trip>();
  network.lines.forEach((line, place) => {
    for (const trip of trips) {
      for (const ride of ridesFrom(line, trip.at)) {
        if (reached.has(ride.to)) continue;
        const longer: Trip = {
          at: ride.to,
          sections: [...trip.sections, ride],
          stops: trip.stops + ride.stops,
          order: [...trip.order, place],
        };
        const known = best.get(ride.to);
        if (!known || isBetter(longer, known)) best.set(ride.to, longer);
      }
    }
  });
  return best;
}

function isBetter(a: Trip, b: Trip): boolean {
  if (a.stops !== b.stops) return a.stops < b.stops;
  const differs = a.order.findIndex((place, i) => place !== b.order[i]);
  return differs >= 0 && a.order[differs]! < b.order[differs]!;
}

/** Rides on a line from one of its stops to every other; a loop line lists its first stop again at its end. */
function ridesFrom(line: Line, from: string): readonly Section[] {
  const start = line.stations.indexOf(from);
  if (start < 0) return [];
  const isLoop = line.stations.length > 2 && line.stations.at(-1) === line.stations[0];
  const steps = line.stations.length - 1;
  return line.stations.flatMap((to, i) => {
    if (to === from) return [];
    const along = Math.abs(i - start);
    return [{ line: line.name, from, to, stops: isLoop ? Math.min(along, steps - along) : along }];
  });
}

function requireStations(network: Network, stations: readonly string[]): void {
  for (const station of stations) {
    if (!network.lines.some((line) => line.stations.includes(station))) {
      throw new Error(`${network.city} has no station ${JSON.stringify(station)}`);
    }
  }
}

/** Transfers between all pairs of stations that are joined: `transferTable(network)(from, to)`, undefined where not. */
export function transferTable(network: Network): (from: string, to: string) => number | undefined {
  const linesAt = new Map<string, number[]>();
  network.lines.forEach((line, place) => {
    for (const station of line.stations) linesAt.set(station, [...(linesAt.get(station) ?? []), place]);
  });
  const between = network.lines.map((_, place) => changesFrom(place, network.lines.length, [...linesAt.values()]));
  return (from, to) => {
    const counts = (linesAt.get(from) ?? []).flatMap((a) => (linesAt.get(to) ?? []).map((b) => between[a]![b]!));
    const fewest = Math.min(...counts);
    return Number.isFinite(fewest) ? fewest : undefined;
  };
}

/** Changes from one line to each other, by lines that meet; Infinity where there is no way. */
function changesFrom(start: number, lineCount: number, meetings: readonly (readonly number[])[]): readonly number[] {
  const changes = Array.from({ length: lineCount }, (_, place) => (place === start ? 0 : Infinity));
  for (let round = 0; round < lineCount; round++) {
    for (const meeting of meetings) {
      const nearest = Math.min(...meeting.map((place) => changes[place]!));
      for (const place of meeting) changes[place] = Math.min(changes[place]!, nearest + 1);
    }
  }
  return changes;
}
