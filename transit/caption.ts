import { asks, says } from './language.ts';
import { linesThrough, stationsOf, type Network } from './network.ts';
import { servedStop } from './questions/trace.ts';
import { pairsOf } from './questions/written-question.ts';
import { draws, seedFor, type SeedName } from './seed.ts';

/** A prompt on a map and its answer, easier than any question: what a cold start begins with. */
export interface Caption {
  readonly prompt: string;
  readonly answer: string;
}

export const captionKinds = ['lines', 'stops', 'meetings'] as const;
export type CaptionKind = (typeof captionKinds)[number];

const captionWriters: Readonly<Record<CaptionKind, (network: Network, name: SeedName) => Caption>> = {
  /** The lines through a stop, in the words of a plan's trace. */
  lines: (network, name) => {
    const stop = draws(seedFor(...name, 'lines')).pick(stationsOf(network));
    return { prompt: asks.whichLines + stop + asks.questionMark, answer: servedStop(network, stop) };
  },
  /** The stops of a line in travel order. */
  stops: (network, name) => {
    const line = draws(seedFor(...name, 'stops')).pick(network.lines);
    return {
      prompt: `${asks.whichStops} ${line.name}${asks.questionMark}`,
      answer: line.stations.join(says.comma),
    };
  },
  /** The interchanges of two lines that meet; on a map of one line, the stops of that line. */
  meetings: (network, name) => {
    const meeting = pairsOf(network.lines.map((line) => line.name)).flatMap(([first, second]) => {
      const shared = stationsOf(network).filter((stop) => {
        const names = linesThrough(network, stop).map((line) => line.name);
        return names.includes(first) && names.includes(second);
      });
      return shared.length > 0 ? [{ first, second, shared }] : [];
    });
    if (meeting.length === 0) return captionWriters.stops(network, name);
    const { first, second, shared } = draws(seedFor(...name, 'meetings')).pick(meeting);
    return {
      prompt: `${asks.whereDoes} ${first}${asks.meet} ${second}${asks.questionMark}`,
      answer: shared.join(says.comma),
    };
  },
};

/** A caption of a kind; the name decides of which stop, line or pair of lines. */
export function caption(network: Network, name: SeedName, kind: CaptionKind): Caption {
  return captionWriters[kind](network, name);
}
