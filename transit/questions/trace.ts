import { meetingWord, says } from '../language.ts';
import { linesThrough, type Network } from '../network.ts';
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

/** The stops of a ride, each after the first with the stops passed before it: `A1, B2: 0, C3: 1`. */
export function countedStops([first, ...later]: readonly string[]): readonly string[] {
  return [first!, ...later.map((stop, passed) => `${stop}${says.passed}${passed}`)];
}

/** A change of lines and where it is made: `; Line 2 meets Line 4 at C3`. */
export function change(from: Section, to: Section): string {
  return meetingWord(from.line, to.line) + to.from;
}
