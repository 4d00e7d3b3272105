import type { TransitCity } from '../city-questions/transit-city.ts';
import { badgesOf, type Badge } from './badges.ts';
import { bundle, linePitch, type Joint, type Strand } from './bundles.ts';
import { gridLayout, type GridLayout } from './grid-layout.ts';
import { labelChoices, type LabelChoice } from './label-choices.ts';
import { lineColours } from './line-colours.ts';
import { marksOf, type Mark } from './marks.ts';
import { placeLabels } from './place-labels.ts';
import { placeStations } from './place-stations.ts';
import { between, distance, times, type Point } from './point.ts';
import { boundsOf, boxAlong, NearBoxes, overlap, type Box } from './shapes.ts';
import { skeletonOf, type Skeleton } from './skeleton.ts';
import { stressLayout } from './stress-layout.ts';

export const strokeWidth = 5;

/** A network as it is drawn: lengths in pixels at natural size, y downwards, the origin anywhere. */
export interface Schematic {
  readonly country: string;
  readonly city: string;
  readonly lines: readonly { readonly name: string; readonly colour: string }[];
  readonly strands: readonly Strand[];
  readonly joints: readonly Joint[];
  readonly marks: readonly Mark[];
  /** One for each station, in the order of `marks`. */
  readonly labels: readonly LabelChoice[];
  readonly badges: readonly Badge[];
  readonly cell: number;
  /** Chains that are not octilinear, that run along another for want of room, and labels and marks that overlap: seldom any. */
  readonly strays: number;
  readonly shared: number;
  readonly clashes: number;
  /** Labels that lie over a line, or close to another station than theirs. */
  readonly poor: number;
}

/** Time and memory grow with the square of the stations: at this many it takes about a minute. */
const mostStations = 1_000;
const leastCell = 22;
/** Up to this cell it grows as well until few labels are poor. */
const roomyCell = 52;
const fewPoor = 0.02;
const growth = 1.12;
const attempts = 14;
const pieceLength = 14;
/** Around a mark, free of other stations' names. */
const clearance = 6;

/**
 * Draws a city as an octilinear schematic. Its size follows from its labels: it grows until none overlaps another and few are poor;
 * of the sizes tried it has the one with the fewest such. Throws a RangeError for a city of more than 1,000 stations.
 */
export function schematicOf(city: TransitCity, seed: number): Schematic {
  if (city.stations.length > mostStations)
    throw new RangeError(
      `${city.country}/${city.city} has ${city.stations.length} stations; at most ${mostStations} are drawn`,
    );
  const skeleton = skeletonOf(city);
  const layout = gridLayout(skeleton, stressLayout(city.stations.length, skeleton.tracks, seed));
  const spots = placeStations(skeleton, layout);
  const widest = Math.max(...skeleton.chains.map(({ lines }) => lines.length));
  const isTight = ({ clashes, poor, cell }: Schematic): boolean =>
    clashes > 0 || (cell < roomyCell && poor > fewPoor * city.stations.length);
  let cell = Math.max(leastCell, linePitch * (widest + 1) + strokeWidth);
  let drawn = drawAt(city, skeleton, layout, spots, cell, seed);
  let best = drawn;
  for (let attempt = 1; attempt < attempts && isTight(drawn); attempt++) {
    cell *= growth;
    drawn = drawAt(city, skeleton, layout, spots, cell, seed);
    if (isBetter(drawn, best)) best = drawn;
  }
  return best;
}

const isBetter = (a: Schematic, b: Schematic): boolean =>
  a.clashes === b.clashes ? a.poor < b.poor : a.clashes < b.clashes;

/** Labels that may be poor in a map that one can read. */
const readablePoor = 0.1;

/** Whether a person can read it: nothing overlaps, every stretch has a way of its own, and nearly all labels are clear. */
export const isReadable = ({ clashes, strays, shared, poor, labels }: Schematic): boolean =>
  clashes + strays + shared === 0 && poor <= readablePoor * labels.length;

function drawAt(
  city: TransitCity,
  { chains, tracks }: Skeleton,
  layout: GridLayout,
  spots: ReadonlyMap<number, Point>,
  cell: number,
  seed: number,
): Schematic {
  const paths = layout.paths.map((path) => path.map((point) => times(point, cell)));
  const places = new Map([...spots].map(([station, spot]) => [station, times(spot, cell)]));
  const { strands, joints, asides } = bundle(city, chains, paths);
  const marks = marksOf(city, chains, paths, places, asides);
  const strokes = strands.flatMap(({ points }) => points.slice(1).flatMap((point, i) => piecesOf(points[i]!, point)));
  const badges = badgesOf(city, chains, paths, marks, strokes);
  const texts = labelTexts(city.stations);
  const placed = placeLabels({
    choices: marks.map((mark) => labelChoices(texts[mark.station]!, mark)),
    neighbours: tracks.map(({ a, b }) => [a, b] as const),
    obstacles: [...marks.map(({ box }) => box), ...badges.map(({ box }) => box)],
    strokes,
    surroundings: marks.map(({ from, to, radius }) => boxAlong(from, to, radius + clearance, radius + clearance)),
    seed,
  });
  const colours = lineColours(city.lines.map(({ name }) => name));
  return {
    country: city.country,
    city: city.city,
    lines: city.lines.map(({ name }, i) => ({ name, colour: colours[i]! })),
    strands,
    joints,
    marks,
    labels: placed.labels,
    badges,
    cell,
    strays: layout.strays.length,
    shared: layout.shared.length,
    poor: placed.poor,
    clashes: placed.clashes + overlaps(marks.map(({ box }) => box)),
  };
}

/** Boxes of a stroke, cut into pieces so that a text along it covers more of them than one across. */
function piecesOf(from: Point, to: Point): readonly Box[] {
  const count = Math.max(1, Math.ceil(distance(from, to) / pieceLength));
  return Array.from({ length: count }, (_, i) =>
    boxAlong(between(from, to, i / count), between(from, to, (i + 1) / count), strokeWidth / 2, 0),
  );
}

function overlaps(boxes: readonly Box[]): number {
  const seen = new NearBoxes<Box>(40);
  let count = 0;
  for (const box of boxes) {
    const bounds = boundsOf(box);
    for (const other of seen.near(bounds)) if (overlap(box, other)) count++;
    seen.add(bounds, box);
  }
  return count;
}

/** Names as maps write them, without the word for station, where they stay different. */
export function labelTexts(names: readonly string[]): readonly string[] {
  const short = names.map((name) => name.replace(/\s+station$/i, '').replace(/(?<=.)站$/, ''));
  return names.map((name, i) => (short.indexOf(short[i]!) === short.lastIndexOf(short[i]!) ? short[i]! : name));
}
