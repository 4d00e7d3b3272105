import { asks, colourWord, says } from './language.ts';
import { linesThrough, stationsOf, type Network, type PlacedNetwork } from './network.ts';
import { servedStop } from './questions/planning.ts';
import { pairsOf } from './questions/written-question.ts';
import { draws, seedFor, type SeedName } from './seed.ts';

/** A prompt on a map and its answer, easier than any question: what a cold start begins with. */
export interface Caption {
  readonly prompt: string;
  readonly answer: string;
}

const captionWriters = {
  /** The lines through a stop, in the words of a plan's trace. */
  lines: (network: Network, name: SeedName): Caption => {
    const stop = draws(seedFor(...name, 'lines')).pick(stationsOf(network));
    return { prompt: asks.whichLines + stop + asks.questionMark, answer: servedStop(network, stop) };
  },
  /** The stops of a line in travel order. */
  stops: (network: Network, name: SeedName): Caption => {
    const line = draws(seedFor(...name, 'stops')).pick(network.lines);
    return {
      prompt: `${asks.whichStops} ${line.name}${asks.questionMark}`,
      answer: line.stations.join(says.comma),
    };
  },
  /** The interchanges of two lines that meet; on a map of one line, the stops of that line. */
  meetings: (network: Network, name: SeedName): Caption => {
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

export type CaptionKind = keyof typeof captionWriters;
export const captionKinds: readonly CaptionKind[] = ['lines', 'stops', 'meetings'];

/** A caption of a kind; the name decides of which stop, line or pair of lines. */
export function caption(network: Network, name: SeedName, kind: CaptionKind = 'lines'): Caption {
  return captionWriters[kind](network, name);
}

/**
 * What each patch of the drawn map shows by itself, in pieces of the language, row by row, the legend row last: a station's code
 * and the colours of the lines through it, a legend cell's line and its colour, nothing elsewhere. Which line a colour stands for
 * is what only the legend tells: that is left to attention.
 */
export function cellLabels(network: PlacedNetwork): readonly (readonly string[])[] {
  const labels: string[][] = Array.from({ length: network.columns * (network.rows + 1) }, () => []);
  for (const [stop, { column, row }] of Object.entries(network.places)) {
    const colours = linesThrough(network, stop).map((line) => colourWord(line.colour));
    labels[row * network.columns + column] = [stop, ...colours];
  }
  network.lines.forEach((line, i) => {
    labels[network.rows * network.columns + i] = [` ${line.name}`, colourWord(line.colour)];
  });
  return labels;
}
