import type { DrawnLeg } from '../report/types.ts';
import { isServed } from '../reward/legs.ts';
import { readRoute } from '../reward/read-route.ts';
import type { RewardRules } from '../reward/rules.ts';
import { withoutMarks } from '../reward/station-name.ts';
import type { PosedQuestion } from './data.ts';

/** The stops of a ride, ends included; on a loop, which lists its first stop again at its end, the shorter way. */
function ridden(stops: readonly string[], from: string, to: string): readonly string[] {
  const ends = [stops.indexOf(from), stops.indexOf(to)] as const;
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const between = stops.slice(first, last + 1);
  const isLoop = stops.length > 2 && stops[0] === stops.at(-1);
  const around = [...stops.slice(last), ...stops.slice(1, first + 1)];
  return isLoop && around.length < between.length ? around : between;
}

/**
 * The route that the reward's own parser reads from an answer, on the picture of its question. Empty where no route is asked
 * or the picture's places are not known; a leg whose ends the picture does not have is left out.
 */
export function drawnRoute(
  answer: string,
  { question, stations, places }: PosedQuestion,
  rules: RewardRules,
): readonly DrawnLeg[] {
  if (question.type !== 'planning' || !places) return [];
  const { legs, namer } = readRoute(answer, question, stations, rules);
  const key = (name: string): string => namer(withoutMarks(name));
  const spots = new Map(Object.entries(places.at).map(([name, spot]) => [key(name), spot]));
  const lines = new Map(Object.entries(stations).map(([line, names]) => [line, names.map(key)]));

  return legs.flatMap((leg) => {
    const { line, departure, arrival } = leg;
    if (!spots.has(departure) || !spots.has(arrival)) return [];
    const served = isServed(leg);
    const stops = served ? ridden(lines.get(line)!, departure, arrival) : [departure, arrival];
    return [{ line, served, spots: stops.flatMap((stop) => (spots.has(stop) ? [spots.get(stop)!] : [])) }];
  });
}
