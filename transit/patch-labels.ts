import { colourWord, meetingWord, neighbourWord } from './language.ts';
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

/** What each patch means once the legend is read: a station's code, its lines and which of them meet; a legend cell's line and those it meets. */
export function cellLabels(network: PlacedNetwork): PatchLabels {
  const met: Pieces = (line) => network.lines.filter((other) => meet(line, other)).map(linePiece);
  return labels(network, (line) => [linePiece(line)], met).map((patch) => [
    ...patch,
    ...meetingsAt(network, patch[0] ?? ''),
  ]);
}

/** The same, and the stops that lines join each stop to. */
export function neighbourLabels(network: PlacedNetwork): PatchLabels {
  const near = neighboursOf(network);
  return cellLabels(network).map((patch) => [...patch, ...(near.get(patch[0] ?? '') ?? []).map(neighbourWord)]);
}

const meet = (a: Line, b: Line): boolean => a.stations.some((stop) => b.stations.includes(stop));

/** The words of a trace that end at a stop: of each two lines that meet there. */
function meetingsAt(network: PlacedNetwork, stop: string): readonly string[] {
  const names = linesThrough(network, stop).map(({ name }) => name);
  return names.flatMap((name, i) => names.slice(i + 1).map((other) => meetingWord(name, other)));
}

/** The stops that lines join each stop to directly. */
function neighboursOf({ lines }: PlacedNetwork): ReadonlyMap<string, readonly string[]> {
  const near = new Map<string, string[]>();
  const join = (a: string, b: string): unknown => near.set(a, [...(near.get(a) ?? []), b]);
  for (const { stations } of lines)
    for (const [i, stop] of stations.slice(1).entries()) {
      join(stop, stations[i]!);
      join(stations[i]!, stop);
    }
  return near;
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
