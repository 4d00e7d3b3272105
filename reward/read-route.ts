import type { StationList } from '../transit/network.ts';
import { cityLines, type CityLines } from './city-lines.ts';
import type { RewardLabels } from './labels.ts';
import { legsOf, type Leg, type LegRules } from './legs.ts';
import type { RewardRules } from './rules.ts';
import { parseSections, type ParsedAnswer } from './sections.ts';
import { steadyName, trainingName } from './station-name.ts';

/** A planning answer as the reward reads it, set against the city. */
export interface ReadRoute extends LegRules {
  readonly parsed: ParsedAnswer;
  readonly lines: CityLines;
  /** Of the sections that accuracy reads. */
  readonly legs: readonly Leg[];
}

export function readRoute(
  answer: string,
  { city }: Pick<RewardLabels, 'city'>,
  stations: StationList,
  rules: RewardRules,
): ReadRoute {
  const namer = rules.steadyNames ? steadyName : trainingName;
  const joinBranches = !rules.branchesOnlyInBeijing || city?.toLowerCase() === 'beijing';
  const lines = cityLines(stations, namer);
  const parsed = parseSections(answer, { arrivalEnd: rules.endArrivalAtLineEnd ? 'line' : 'piece', namer });
  return { parsed, lines, namer, joinBranches, legs: legsOf(parsed.sections, lines, { namer, joinBranches }) };
}
