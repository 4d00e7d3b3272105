import { endsAgree } from '../legs.ts';
import type { Ends, Leg } from '../legs.ts';
import { evaluationName } from '../station-name.ts';
import { referenceLineName, referenceStops } from './reference-name.ts';
import type { Ride } from './ride.ts';
import type { ReferenceSection, RouteQuestion, ViaForm } from './route-question.ts';
import { scoreViaStops } from './via-stops.ts';
import type { Pair } from './via-stops.ts';

/** An answer as the map score reads it: its sections twice, as written and with their stops made comparable. */
export interface RouteReading {
  readonly rides: readonly Ride[];
  readonly legs: readonly Leg[];
  readonly ends: Ends;
  readonly right: boolean;
  /** What a long answer says about via stops; undefined for a short answer. */
  readonly viaForm: ViaForm | undefined;
}

export interface MapScore {
  readonly mapScore: number;
  readonly departureArrivalScore: number;
  readonly routeNameScore: number;
  readonly stopsScore: number;
  readonly numViaStopScore: number;
  readonly viaStopsScore: number;
}

const nothing: MapScore = {
  mapScore: 0,
  departureArrivalScore: 0,
  routeNameScore: 0,
  stopsScore: 0,
  numViaStopScore: 0,
  viaStopsScore: 0,
};

interface ComparedPair extends Pair {
  readonly stopPoints: number;
}

function compareSections(
  { rides, legs, viaForm }: RouteReading,
  route: readonly ReferenceSection[],
  { country, city }: RouteQuestion,
): readonly ComparedPair[] {
  return route.slice(0, rides.length).flatMap((reference, index) => {
    const ride = rides[index];
    const leg = legs[index];
    if (ride === undefined || leg === undefined) return [];
    const line = referenceLineName(reference, ride.routeName, country, city);
    const { departure, arrival } = referenceStops(reference, country, viaForm !== undefined);
    const stopPoints =
      Number(evaluationName(departure) === leg.departure) + Number(evaluationName(arrival) === leg.arrival);
    return [{ ride, reference, sameLine: evaluationName(line) === evaluationName(ride.routeName), stopPoints }];
  });
}

function scoreAgainst(reading: RouteReading, route: readonly ReferenceSection[], question: RouteQuestion): MapScore {
  const [most, bonus] = reading.viaForm === undefined ? [10, 10] : [20, 20];
  const rightBonus = reading.right ? bonus : 0;
  if (!endsAgree(reading.legs, reading.ends)) return { ...nothing, mapScore: rightBonus };
  const pairs = compareSections(reading, route, question);
  const routeNameScore = 2 * pairs.filter(({ sameLine }) => sameLine).length;
  const stopsScore = pairs.reduce((sum, { stopPoints }) => sum + stopPoints, 0);
  const { numberScore, listScore } =
    reading.viaForm === undefined
      ? { numberScore: 0, listScore: 0 }
      : scoreViaStops(pairs, reading.viaForm, question.country);
  const sum = 1 + routeNameScore + stopsScore + (listScore + numberScore);
  return {
    mapScore: Math.min(most, sum) + rightBonus,
    departureArrivalScore: 1,
    routeNameScore,
    stopsScore,
    numViaStopScore: numberScore,
    viaStopsScore: listScore,
  };
}

/**
 * How close an answer comes to the best of the reference routes (ReasonMap 2505.18675, map score; released code:
 * `main.py`): at most 20 for a short answer, 40 for a long one. Of routes that score the same the last is kept.
 */
export function scoreOnMap(reading: RouteReading, question: RouteQuestion): MapScore {
  if (reading.rides.length === 0) return nothing;
  return Object.values(question.routes)
    .map((route) => scoreAgainst(reading, route, question))
    .reduce((best, score) => (score.mapScore >= best.mapScore ? score : best), nothing);
}
