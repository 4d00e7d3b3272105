import { asks, boxed } from '../language.ts';
import { linesThrough, stationsOf, type Network } from '../network.ts';
import type { Draws } from '../seed.ts';
import { servedStop, thought } from './trace.ts';
import { groupBy, pairsOf, pickEvenly, type WrittenQuestion } from './written-question.ts';

/** TorF1: do the two stops lie on one line? */
export function twoStopsOnOneLine(network: Network, drawn: Draws): WrittenQuestion {
  const isOnOneLine = ([a, b]: readonly [string, string]): boolean =>
    linesThrough(network, a).some((line) => line.stations.includes(b));
  const pair = pickEvenly(groupBy(pairsOf(stationsOf(network)), isOnOneLine), drawn);
  const [first, second] = drawn.shuffle(pair) as [string, string];
  const findings = [first, second].map((stop) => servedStop(network, stop));
  return yesNo(asks.doStops + first + asks.and + second + asks.shareLine, isOnOneLine(pair), findings, [first, second]);
}

/** TorF2: is the stop on this line? */
export function stopOnLine(network: Network, drawn: Draws): WrittenQuestion {
  const claims = network.lines.flatMap((line) => stationsOf(network).map((station) => ({ line, station })));
  const claim = pickEvenly(
    groupBy(claims, ({ line, station }) => line.stations.includes(station)),
    drawn,
  );
  const question = `${asks.doesLine} ${claim.line.name}${asks.stopAt}${claim.station}${asks.questionMark}`;
  const findings = [servedStop(network, claim.station)];
  return yesNo(question, claim.line.stations.includes(claim.station), findings, [claim.station, '']);
}

function yesNo(
  question: string,
  isTrue: boolean,
  findings: readonly string[],
  [station_1, station_2]: readonly [string, string],
): WrittenQuestion {
  return {
    question: question + asks.yesOrNo,
    answer: isTrue ? 1 : 0,
    solution: thought(findings) + boxed(isTrue ? 'Yes' : 'No'),
    station_1,
    station_2,
    question_transfer_count: 0,
  };
}
