import { interchangesOf, type Network, type PlacedNetwork } from './network.ts';
import { isPlan, type Difficulty, type Question, type QuestionKind } from './question.ts';
import { linesOnMap, linesServing, stopsBetween } from './questions/counting.ts';
import { planLong, planShort } from './questions/planning.ts';
import type { QuestionWriter } from './questions/written-question.ts';
import { stopOnLine, twoStopsOnOneLine } from './questions/yes-no.ts';
import { draws, seedFor, type SeedName } from './seed.ts';

const writers: Readonly<Record<QuestionKind, QuestionWriter>> = {
  TorF1: twoStopsOnOneLine,
  TorF2: stopOnLine,
  Counting1: stopsBetween,
  Counting2: linesServing,
  Counting3: linesOnMap,
  planning_short: planShort,
  planning_long: planLong,
};

/**
 * A question of a kind over a network; the name decides which. Yes and no, the right option's letter, the counts and
 * the transfers of a plan come up as evenly as the network allows.
 *
 * @param transfers that the plan must need (planning only); a RangeError where the network has no such pair.
 */
export function questionOf(kind: QuestionKind, network: PlacedNetwork, name: SeedName, transfers?: number): Question {
  const drawn = draws(seedFor(...name, kind));
  return {
    id: [...name, kind].join('/'),
    kind,
    type: isPlan(kind) ? 'planning' : kind,
    country: network.country,
    city: network.city,
    ...writers[kind](network, drawn, transfers),
    difficulty_city: difficultyOf(network),
    city_line_count: network.lines.length,
    city_transfer_count: interchangesOf(network).length,
  };
}

/** Difficulty of a drawn map by its lines: up to 3 easy, 4 middle, more hard. */
function difficultyOf({ lines }: Network): Difficulty {
  if (lines.length <= 3) return 'easy';
  return lines.length === 4 ? 'middle' : 'hard';
}
