import { asks, boxed, maxViaStops, optionLetters, optionNote } from '../language.ts';
import { linesThrough, stationsOf, type Network, type PlacedNetwork } from '../network.ts';
import type { Draws } from '../seed.ts';
import { countedRide, servedStop, thought } from './trace.ts';
import { groupBy, pickEvenly, type WrittenQuestion } from './written-question.ts';

/** Counting1: stops between two stops of one line, as a choice of four. The ride is counted, then the options are gone through to the right one. */
export function stopsBetween(network: PlacedNetwork, drawn: Draws): WrittenQuestion {
  const rides = network.lines.flatMap((line) =>
    line.stations.flatMap((_, i) =>
      line.stations.slice(i + 1).map((_, between) => ({
        line: line.name,
        stops: line.stations.slice(i, i + between + 2),
        between,
      })),
    ),
  );
  const ride = pickEvenly(
    groupBy(rides, ({ between }) => between),
    drawn,
  );
  const stops = drawn.below(2) === 0 ? ride.stops : ride.stops.toReversed();
  const [from, to] = [stops[0]!, stops.at(-1)!];
  const largest = Math.max(maxViaStops, ...rides.map(({ between }) => between));
  const others = Array.from({ length: largest + 1 }, (_, count) => count).filter((count) => count !== ride.between);
  const answer = drawn.below(optionLetters.length);
  const counts = drawn.shuffle(others).slice(0, optionLetters.length - 1);
  counts.splice(answer, 0, ride.between);
  const letter = optionLetters[answer]!;
  const options = asks.options.map((label, i) => label + counts[i]!).join('');
  const looked = counts.slice(0, answer + 1).map((count, i) => optionNote(optionLetters[i]!) + count);
  return {
    question: asks.stopsBetween + from + asks.and + to + `${asks.on} ${ride.line}` + options + asks.letter,
    answer,
    solution: thought([countedRide(network, stops) + looked.join('')]) + boxed(letter),
    station_1: from,
    station_2: to,
    question_transfer_count: 0,
  };
}

/** Counting2: lines that serve a stop. */
export function linesServing(network: Network, drawn: Draws): WrittenQuestion {
  const station = pickEvenly(
    groupBy(stationsOf(network), (stop) => linesThrough(network, stop).length),
    drawn,
  );
  const question = asks.linesServing + station + asks.questionMark;
  return count(question, linesThrough(network, station).length, station, [servedStop(network, station)]);
}

/** Counting3: lines on the map. */
export function linesOnMap(network: Network): WrittenQuestion {
  return count(asks.linesOnMap, network.lines.length, '', []);
}

function count(question: string, answer: number, station_1: string, findings: readonly string[]): WrittenQuestion {
  return {
    question: question + asks.number,
    answer,
    solution: (findings.length > 0 ? thought(findings) : '') + boxed(answer),
    station_1,
    station_2: '',
    question_transfer_count: 0,
  };
}
