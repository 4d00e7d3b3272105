import type { TransitCity } from '../city-questions/transit-city.ts';
import { wayAt, type Mark } from './marks.ts';
import { directions, eighths, plus, times, turnBetween, type Point } from './point.ts';
import { boundsOf, NearBoxes, overlap, type Box } from './shapes.ts';
import type { Chain } from './skeleton.ts';
import { textWidth } from './text-width.ts';

export const badgeFontSize = 11;
export const badgeHeight = 16;
const gap = 3;
/** A longer name of a line is cut short: the legend has it in full. */
const mostEm = 16;

/** The name of a line, written on its colour where the line ends. */
export interface Badge {
  readonly line: number;
  readonly text: string;
  readonly centre: Point;
  readonly width: number;
  readonly box: Box;
}

/** A badge at each end of each line, where there is room: straight on beyond the terminus, or else beside it. */
export function badgesOf(
  city: TransitCity,
  chains: readonly Chain[],
  paths: readonly (readonly Point[])[],
  marks: readonly Mark[],
  strokes: readonly Box[],
): readonly Badge[] {
  const taken = new NearBoxes<Box>(40);
  for (const box of [...marks.map(({ box }) => box), ...strokes]) taken.add(boundsOf(box), box);
  const isFree = (box: Box): boolean => [...taken.near(boundsOf(box))].every((other) => !overlap(box, other));
  const badgesAt = new Set<string>();
  return city.lines.flatMap(({ name, stations, isLoop }, line) =>
    (isLoop ? [] : [stations[0]!, stations.at(-1)!]).flatMap((terminus) => {
      const mark = marks[city.stations.indexOf(terminus)]!;
      const outward = outwardAt(mark, line, chains, paths);
      const badge = directions
        .toSorted((a, b) => turnBetween(eighths(a), outward) - turnBetween(eighths(b), outward))
        .map((direction) => {
          const key = `${mark.station}/${direction.x}/${direction.y}`;
          return { key, ...badgeAt(line, shortName(name), mark, direction, badgesAt.has(key) ? 1 : 0) };
        })
        .find(({ box }) => isFree(box));
      if (!badge) return [];
      taken.add(boundsOf(badge.box), badge.box);
      badgesAt.add(badge.key);
      return [badge];
    }),
  );
}

/** A line's name without the word for line, as much of it as a badge has room for. */
function shortName(name: string): string {
  const short = name.replace(/^(metro )?line?a?\s+/i, '').replace(/\s*(line|号线|线)$/i, '') || name;
  if (textWidth(short) <= mostEm) return short;
  const letters = Array.from(short);
  while (textWidth(letters.join('')) > mostEm - 1) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** The direction, in eighths, in which a line would ride on beyond its terminus. */
function outwardAt(
  { station, place }: Mark,
  line: number,
  chains: readonly Chain[],
  paths: readonly (readonly Point[])[],
): number {
  const chain = chains.findIndex(
    ({ stations, lines }) => lines.includes(line) && (stations[0] === station || stations.at(-1) === station),
  );
  if (chain < 0) return 0;
  const way = wayAt(paths[chain]!, place);
  return eighths(chains[chain]!.stations[0] === station ? times(way, -1) : way);
}

function badgeAt(line: number, text: string, mark: Mark, direction: Point, away: number): Badge {
  const width = textWidth(text) * badgeFontSize + 8;
  const bounds = boundsOf(mark.box);
  const reach = (low: number, middle: number, high: number, sign: number, extent: number): number =>
    sign === 0 ? middle : (sign > 0 ? high : low) + sign * (gap + extent / 2 + away * (extent + gap));
  const centre = {
    x: reach(bounds.left, mark.place.x, bounds.right, direction.x, width),
    y: reach(bounds.top, mark.place.y, bounds.bottom, direction.y, badgeHeight),
  };
  const [w, h] = [width / 2, badgeHeight / 2];
  const corners = [
    { x: -w, y: -h },
    { x: w, y: -h },
    { x: w, y: h },
    { x: -w, y: h },
  ];
  return { line, text, centre, width, box: corners.map((corner) => plus(centre, corner)) };
}
