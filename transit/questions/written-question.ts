import type { PlacedNetwork } from '../network.ts';
import type { Draws } from '../seed.ts';

/** The part of a question that its kind decides; the rest says which map it is on. */
export interface WrittenQuestion {
  readonly question: string;
  readonly answer: number;
  readonly solution: string;
  readonly station_1: string;
  readonly station_2: string;
  readonly question_transfer_count: number;
}

/** Writes a question of one kind over a network. `transfers`, where given, is what a plan must need. */
export type QuestionWriter = (network: PlacedNetwork, drawn: Draws, transfers?: number) => WrittenQuestion;

export type Pair = readonly [string, string];

/** Every pair of different stations once. */
export function pairsOf(stations: readonly string[]): readonly Pair[] {
  return stations.flatMap((a, i) => stations.slice(i + 1).map((b): Pair => [a, b]));
}

export function groupBy<K, T>(list: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Draws a group, each as likely, then one of its members: what is rare is asked as often as what is common. */
export function pickEvenly<K, T>(groups: ReadonlyMap<K, readonly T[]>, drawn: Draws): T {
  return drawn.pick(drawn.pick([...groups.values()]));
}
