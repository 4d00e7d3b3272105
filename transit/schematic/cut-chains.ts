import type { Chain } from './skeleton.ts';

/** Steps that a chain has at least to be cut, and how many times as long as the other way between its ends. */
const detour = { steps: 6, times: 2 };

/** For a station the stations next to it. */
export type Beside = ReadonlyMap<number, readonly number[]>;

/**
 * A chain in three parts where its ends lie too near each other for it to go straight: a ring, which would come back to where it
 * begins, and a long way round. The stations at the cuts are then laid out like others that matter, far enough out.
 */
export function cutChain(chain: Chain, beside: Beside): readonly Chain[] {
  const { stations, lines } = chain;
  const steps = stations.length - 1;
  const isRing = stations[0] === stations.at(-1);
  const isDetour = steps >= detour.steps && stepsAround(chain, beside) * detour.times <= steps;
  if (!isRing && !isDetour) return [chain];
  const cuts = [0, Math.round(steps / 3), Math.round((2 * steps) / 3), steps];
  return cuts.slice(1).map((cut, i) => ({ stations: stations.slice(cuts[i], cut + 1), lines }));
}

/** Steps between the ends of a chain without riding it; Infinity where there is no other way. */
function stepsAround({ stations }: Chain, beside: Beside): number {
  const [from, to] = [stations[0]!, stations.at(-1)!];
  const seen = new Set([from, ...stations.slice(1, -1)]);
  let reached = [from];
  for (let steps = 1; reached.length > 0; steps++) {
    const next: number[] = [];
    for (const station of reached)
      for (const other of beside.get(station)!) {
        if (other === to) return steps;
        if (seen.has(other)) continue;
        seen.add(other);
        next.push(other);
      }
    reached = next;
  }
  return Infinity;
}
