import { endsAgree } from './legs.ts';
import type { Ends, Leg } from './legs.ts';
import type { Outcome } from './outcome.ts';
import { isServed } from './legs.ts';

export interface RouteAccuracyRules {
  readonly noStopTwice: boolean;
  readonly exactSectionCount: boolean;
}

export type RouteOutcome = Exclude<Outcome, 'wrong answer' | 'unreadable answer'>;

function faultOfLeg(leg: Leg, next: Leg | undefined): RouteOutcome | undefined {
  if (leg.stops === undefined) return 'unknown line';
  if (!isServed(leg)) return 'stop not on line';
  if (next !== undefined && leg.arrival !== next.departure) return 'sections do not meet';
  return undefined;
}

function visitsAStopTwice(legs: readonly Leg[]): boolean {
  return new Set([legs[0]?.departure, ...legs.map((leg) => leg.arrival)]).size <= legs.length;
}

/**
 * Whether a route is right, or what is wrong first. The order of the stops along a line is not looked at: lines
 * run both ways. Released code: `get_acc_planning`; the two rules are corrections of ours.
 */
export function judgeRoute(
  legs: readonly Leg[],
  ends: Ends,
  transfers: number,
  rules: RouteAccuracyRules,
): RouteOutcome {
  if (legs.length === 0) return 'no sections';
  if (!endsAgree(legs, ends)) return 'ends differ';
  for (const [index, leg] of legs.entries()) {
    const fault = faultOfLeg(leg, legs[index + 1]);
    if (fault !== undefined) return fault;
  }
  if (rules.noStopTwice && visitsAStopTwice(legs)) return 'stop visited twice';
  if (rules.exactSectionCount && legs.length !== transfers + 1) return 'section count differs';
  return 'right';
}
