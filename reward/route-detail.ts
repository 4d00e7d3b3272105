import { endsAgree, isServed } from './legs.ts';
import type { Ends, Leg } from './legs.ts';
import { sumOfPoints } from './reason.ts';
import type { Reason } from './reason.ts';

export interface RouteDetailRules {
  readonly detailCap: number;
  readonly detailFloor: number | null;
  readonly fineOnlySurplusSections: boolean;
  readonly directBonusOnce: boolean;
  readonly lineMustServeStops: boolean;
  readonly meetOnBothLines: boolean;
}

interface Route {
  readonly legs: readonly Leg[];
  readonly ends: Ends;
  readonly transfers: number;
  readonly rules: RouteDetailRules;
}

/** What a leg is asked: its place counts from 1, as the released code counts. */
interface Question extends Route {
  readonly leg: Leg;
  readonly next: Leg | undefined;
  readonly place: number;
}

function joinsEnds(leg: Leg, { origin, destination }: Ends): boolean {
  return isServed(leg) && leg.departure === origin && leg.arrival === destination;
}

function isSurplus({ place, transfers, rules }: Question): boolean {
  return place > (rules.fineOnlySurplusSections ? transfers + 1 : transfers);
}

function earnsDirectBonus({ leg, legs, ends, rules }: Question): boolean {
  if (rules.directBonusOnce) return joinsEnds(leg, ends) && leg === legs.find((other) => joinsEnds(other, ends));
  return leg.stops !== undefined && leg.stops.has(ends.origin) && leg.stops.has(ends.destination);
}

function namesALine({ leg, rules }: Question): boolean {
  return rules.lineMustServeStops ? isServed(leg) : leg.stops !== undefined;
}

function meetsNext({ leg, next, place, transfers, rules }: Question): boolean {
  if (next === undefined || place > transfers || leg.arrival !== next.departure) return false;
  if (!rules.meetOnBothLines) return isServed(leg);
  return leg.stops?.has(leg.arrival) === true && next.stops?.has(leg.arrival) === true;
}

function reasonsOfLeg(question: Question): Reason[] {
  const { leg, place, transfers, next } = question;
  const line = `section ${String(place)}, "${leg.line}":`;
  const reasons: Reason[] = [];
  const note = (earned: boolean, points: number, given: string, withheld: string): void => {
    reasons.push({ part: 'detail', points: earned ? points : 0, why: `${line} ${earned ? given : withheld}` });
  };
  if (isSurplus(question)) note(true, -5, 'a section too many', '');
  if (transfers === 0) {
    note(
      earnsDirectBonus(question),
      4,
      'the line joins both ends',
      'the line is not (or not again) one that joins both ends',
    );
  } else {
    note(namesALine(question), 3, 'the line fits', 'the line is unknown or does not serve the stops');
  }
  if (next !== undefined && place <= transfers) {
    note(
      meetsNext(question),
      1,
      'it meets the next section',
      'it does not meet the next section on a stop of its line',
    );
  }
  return reasons;
}

function bound(sum: number, { detailCap, detailFloor }: RouteDetailRules): number {
  return Math.min(detailFloor === null ? sum : Math.max(sum, detailFloor), detailCap);
}

export interface RouteDetail {
  /** The detail score: the sum of the reasons, within its bounds. */
  readonly raw: number;
  readonly reasons: readonly Reason[];
}

const nothing = (why: string): RouteDetail => ({ raw: 0, reasons: [{ part: 'detail', points: 0, why }] });

/**
 * Points for what a route gets right in parts (RewardMap 2510.02240, detail reward; released code:
 * `get_detailed_reward_planning`), before their weight. Nothing is given unless both ends are right.
 */
export function scoreDetail(legs: readonly Leg[], ends: Ends, transfers: number, rules: RouteDetailRules): RouteDetail {
  if (legs.length === 0) return nothing('no section can be read');
  if (!endsAgree(legs, ends)) return nothing('origin or destination differ');
  const route: Route = { legs, ends, transfers, rules };
  const reasons: Reason[] = [
    { part: 'detail', points: 2, why: 'origin and destination are right' },
    ...legs.flatMap((leg, index) => reasonsOfLeg({ ...route, leg, next: legs[index + 1], place: index + 1 })),
  ];
  const sum = sumOfPoints(reasons);
  const raw = bound(sum, rules);
  if (raw !== sum) reasons.push({ part: 'detail', points: raw - sum, why: `held within its bound of ${String(raw)}` });
  return { raw, reasons };
}
