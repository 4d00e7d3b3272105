import { directionBetween } from '../grid.ts';
import { columnWord, directionWord, meetingWord, passedWord, rowWord, says } from '../language.ts';
import { linesThrough, type Cell, type Network, type PlacedNetwork } from '../network.ts';
import type { Section } from '../routes.ts';

/** What there is to find out on the map before an answer can be given, as the thought that precedes it. */
export function thought(findings: readonly string[]): string {
  return says.think + findings.join(says.comma) + says.thought;
}

/** The answer of a solution, without the thought before it: all that published datasets label. */
export function withoutThought(solution: string): string {
  return solution.split(says.thought).at(-1)!;
}

/** A stop and the lines through it: `A1 Line 2 Line 4`. */
export function servedStop(network: Network, stop: string): string {
  return [stop, ...linesThrough(network, stop).map((line) => line.name)].join(' ');
}

/**
 * Where a ride ends and begins, then its steps from cell to cell, each with the stops passed before:
 * `B2 column 5 row 1, A1 column 3 row 1 east column 4 row 1: 0 east column 5 row 1: 1`.
 */
export function countedRide({ places }: Pick<PlacedNetwork, 'places'>, stops: readonly string[]): string {
  const cells = stops.map((stop) => places[stop]!);
  const steps = cells
    .slice(1)
    .map((cell, passed) => directionWord(directionBetween(cells[passed]!, cell)) + placeOf(cell) + passedWord(passed));
  const [first, last] = [0, stops.length - 1].map((end) => stops[end]! + placeOf(cells[end]!));
  return last! + says.comma + first! + steps.join('');
}

const placeOf = ({ column, row }: Cell): string => columnWord(column) + rowWord(row);

/** A change of lines and where it is made: `; Line 2 meets Line 4 at C3`. */
export function change(from: Section, to: Section): string {
  return meetingWord(from.line, to.line) + to.from;
}
