import { says } from '../language.ts';
import { linesThrough, type Network } from '../network.ts';

/** What there is to find out on the map before an answer can be given, as the thought that precedes it. */
export function thought(findings: readonly string[]): string {
  return says.think + findings.join(says.comma) + says.thought;
}

/** A stop and the lines through it: `A1 Line 2 Line 4`. */
export function servedStop(network: Network, stop: string): string {
  return [stop, ...linesThrough(network, stop).map((line) => line.name)].join(' ');
}
