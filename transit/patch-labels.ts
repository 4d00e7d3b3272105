import { colourWord } from './language.ts';
import { linesThrough, type Line, type PlacedNetwork } from './network.ts';

/** The pieces of the language that stand for each of the 72 patches of a drawn map, row by row, the legend row last. */
export type PatchLabels = readonly (readonly string[])[];

type Pieces = (line: Line) => readonly string[];

const linePiece = ({ name }: Line): string => ` ${name}`;

/** What each patch shows by itself: a station's code and the colours of its lines, a legend cell's line and colour. */
export function patchLabels(network: PlacedNetwork): PatchLabels {
  const colour: Pieces = (line) => [colourWord(line.colour)];
  return labels(network, colour, (line) => [linePiece(line), ...colour(line)]);
}

/** What each patch means once the legend is read: a station's code and its lines, a legend cell's line. */
export function cellLabels(network: PlacedNetwork): PatchLabels {
  const name: Pieces = (line) => [linePiece(line)];
  return labels(network, name, name);
}

function labels(network: PlacedNetwork, ofStopsLine: Pieces, ofLegendsLine: Pieces): PatchLabels {
  const { columns, rows, places, lines } = network;
  const patches: (readonly string[])[] = Array.from({ length: columns * (rows + 1) }, () => []);
  for (const [stop, { column, row }] of Object.entries(places)) {
    patches[row * columns + column] = [stop, ...linesThrough(network, stop).flatMap(ofStopsLine)];
  }
  for (const [column, line] of lines.entries()) patches[rows * columns + column] = ofLegendsLine(line);
  return patches;
}
