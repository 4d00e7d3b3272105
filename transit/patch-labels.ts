import { directionBetween, type Direction } from './grid.ts';
import { colourWord, columnWord, leavingWord, meetingWord, rowWord } from './language.ts';
import { linesThrough, type Line, type PlacedNetwork } from './network.ts';

/** The pieces of the language that stand for each of the 72 patches of a drawn map, row by row, the legend row last. */
export type PatchLabels = readonly (readonly string[])[];

type Pieces = (line: Line) => readonly string[];

const linePiece = ({ name }: Line): string => ` ${name}`;

/** What each patch shows by itself: a station's code, place and strokes by colour, a legend cell's line and colour. */
export function patchLabels(network: PlacedNetwork): PatchLabels {
  const colour: Pieces = (line) => [colourWord(line.colour)];
  return labels(network, colour, (line) => [linePiece(line), ...colour(line)]);
}

/**
 * What each patch means once the legend is read: a station's code and place, its lines, where these go on from it and which of them meet; a
 * legend cell's line and those it meets.
 */
export function cellLabels(network: PlacedNetwork): PatchLabels {
  const met: Pieces = (line) => network.lines.filter((other) => meet(line, other)).map(linePiece);
  return labels(network, (line) => [linePiece(line)], met).map((patch) => [
    ...patch,
    ...meetingsAt(network, patch[0] ?? ''),
  ]);
}

const meet = (a: Line, b: Line): boolean => a.stations.some((stop) => b.stations.includes(stop));

/** The words of a trace that end at a stop: of each two lines that meet there. */
function meetingsAt(network: PlacedNetwork, stop: string): readonly string[] {
  const names = linesThrough(network, stop).map(({ name }) => name);
  return names.flatMap((name, i) => names.slice(i + 1).map((other) => meetingWord(name, other)));
}

/** The directions in which a line leaves one of its stops. */
function directionsFrom({ places }: PlacedNetwork, { stations }: Line, stop: string): readonly Direction[] {
  const at = stations.indexOf(stop);
  return [stations[at - 1], stations[at + 1]].flatMap((next) =>
    next === undefined ? [] : [directionBetween(places[stop]!, places[next]!)],
  );
}

function labels(network: PlacedNetwork, ofStopsLine: Pieces, ofLegendsLine: Pieces): PatchLabels {
  const { columns, rows, places, lines } = network;
  const patches: (readonly string[])[] = Array.from({ length: columns * (rows + 1) }, () => []);
  for (const [stop, { column, row }] of Object.entries(places)) {
    const through = linesThrough(network, stop);
    patches[row * columns + column] = [
      stop,
      columnWord(column),
      rowWord(row),
      ...through.flatMap(ofStopsLine),
      ...through.flatMap((line) =>
        directionsFrom(network, line, stop).flatMap((direction) =>
          ofStopsLine(line).map((who) => leavingWord(who, direction)),
        ),
      ),
    ];
  }
  for (const [column, line] of lines.entries()) patches[rows * columns + column] = ofLegendsLine(line);
  return patches;
}
