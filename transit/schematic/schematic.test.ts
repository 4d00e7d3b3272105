import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { transitCity, type TransitCity } from '../city-questions/transit-city.ts';
import { stationList, type StationList } from '../network.ts';
import { difficulties } from '../question.ts';
import { randomNetwork } from '../random-network.ts';
import { linePitch } from './bundles.ts';
import { fontSize } from './label-choices.ts';
import { distance, minus, type Point } from './point.ts';
import { isReadable, labelTexts, schematicOf, type Schematic } from './schematic.ts';
import type { Box } from './shapes.ts';
import { svgOf } from './svg.ts';
import { textWidth } from './text-width.ts';

const folder = new URL('../../../shared/data/stations/', import.meta.url);
const names = ['portugal/lisboa', 'norway/oslo', 'america/washington', 'australia/sydney', 'singapore/singapore']
  .concat('china/shanghai')
  .filter(() => existsSync(folder));
if (names.length === 0) console.warn('real cities are not drawn: ../shared/data/stations is missing');

function realCity(name: string): TransitCity {
  const [country, city] = name.split('/') as [string, string];
  return transitCity(country, city, JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as StationList);
}

/** The area that two convex boxes share, by clipping one with each side of the other. */
function sharedArea(a: Box, b: Box): number {
  const turn = Math.sign(area(b));
  const left = b.reduce<Box>((clipped, from, i) => {
    const way = minus(b[(i + 1) % b.length]!, from);
    const side = (point: Point): number => turn * (way.x * (point.y - from.y) - way.y * (point.x - from.x));
    return clipped.flatMap((point, k) => {
      const next = clipped[(k + 1) % clipped.length]!;
      const [here, there] = [side(point), side(next)];
      const cut = {
        x: point.x + ((next.x - point.x) * here) / (here - there),
        y: point.y + ((next.y - point.y) * here) / (here - there),
      };
      return [...(here >= 0 ? [point] : []), ...(here * there < 0 ? [cut] : [])];
    });
  }, a);
  return Math.abs(area(left));
}

function area(box: Box): number {
  return box.reduce(
    (sum, { x, y }, i) => sum + (x * box[(i + 1) % box.length]!.y - box[(i + 1) % box.length]!.x * y) / 2,
    0,
  );
}

function overlapping(first: readonly Box[], second: readonly Box[]): number {
  const pairs = first.flatMap((a, i) => second.map((b, k) => [a, b, first === second && k <= i] as const));
  return pairs.filter(([a, b, isKnown]) => !isKnown && distance(a[0]!, b[0]!) < 600 && sharedArea(a, b) > 0.01).length;
}

/** How far a point is from a polyline. */
function away(point: Point, line: readonly Point[]): number {
  return Math.min(
    ...line.slice(1).map((to, i) => {
      const [from, way] = [line[i]!, minus(to, line[i]!)];
      const along = ((point.x - from.x) * way.x + (point.y - from.y) * way.y) / (way.x ** 2 + way.y ** 2 || 1);
      const share = Math.min(1, Math.max(0, along));
      return distance(point, { x: from.x + share * way.x, y: from.y + share * way.y });
    }),
  );
}

/** Neighbours on a line that no single stroke of that line passes both of. */
function undrawn(city: TransitCity, { strands, marks }: Schematic): readonly string[] {
  return city.lines.flatMap(({ name, stations, isLoop }, line) =>
    [...stations, ...(isLoop ? [stations[0]!] : [])].slice(1).flatMap((to, i) => {
      const places = [stations[i]!, to].map((station) => marks[city.stations.indexOf(station)]!.place);
      const isDrawn = strands.some((strand) => {
        const beside = strands.filter(({ chain }) => chain === strand.chain).length;
        return (
          strand.line === line && places.every((place) => away(place, strand.points) <= (beside / 2) * linePitch + 0.1)
        );
      });
      return isDrawn ? [] : [`${name}: ${stations[i]} - ${to}`];
    }),
  );
}

function slanted({ strands }: Schematic): number {
  const segments = strands.flatMap(({ points }) => points.slice(1).map((to, i) => minus(to, points[i]!)));
  return segments.filter(({ x, y }) => Math.min(Math.abs(x), Math.abs(y), Math.abs(Math.abs(x) - Math.abs(y))) > 0.01)
    .length;
}

function closest({ marks }: Schematic): number {
  return Math.min(...marks.flatMap((a, i) => marks.slice(i + 1).map((b) => distance(a.place, b.place))));
}

/** What keeps a drawing from being read: all of it must be 0 or empty. */
function faultsOf(city: TransitCity, drawn: Schematic) {
  const boxes = (all: readonly { readonly box: Box }[]): readonly Box[] => all.map(({ box }) => box);
  const [labels, marks, badges] = [boxes(drawn.labels), boxes(drawn.marks), boxes(drawn.badges)];
  return {
    stationsWithoutLabel: city.stations.length - labels.length,
    labelsOverLabels: overlapping(labels, labels),
    labelsOverMarks: overlapping(labels, marks),
    labelsOverBadges: overlapping(labels, badges),
    marksOverMarks: overlapping(marks, marks),
    slantedSegments: slanted(drawn),
    edgesNotDrawn: undrawn(city, drawn),
  };
}

const none: ReturnType<typeof faultsOf> = {
  stationsWithoutLabel: 0,
  labelsOverLabels: 0,
  labelsOverMarks: 0,
  labelsOverBadges: 0,
  marksOverMarks: 0,
  slantedSegments: 0,
  edgesNotDrawn: [],
};

describe.skipIf(names.length === 0)('real cities', () => {
  test.each(names)('%s is readable: nothing overlaps, every edge is drawn, all is octilinear', (name) => {
    const city = realCity(name);
    const drawn = schematicOf(city, 1);
    expect(faultsOf(city, drawn)).toEqual(none);
    expect(closest(drawn)).toBeGreaterThan(8);
  });

  test('a seed gives the same drawing again', () => {
    const svg = (seed: number) => svgOf(schematicOf(realCity('portugal/lisboa'), seed));
    expect(svg(1)).toBe(svg(1));
  });
});

test('random networks are readable', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...difficulties), (name, difficulty) => {
      const network = randomNetwork(['schematic', name], difficulty);
      const city = transitCity('x', 'town', stationList(network));
      expect(faultsOf(city, schematicOf(city, 1))).toEqual(none);
    }),
    { numRuns: 15 },
  );
});

test('lines that tangle are drawn all the same: each edge, each station in a place of its own', () => {
  const line = fc.uniqueArray(fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOP')), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.boolean(), (lines, isLoop) => {
      const lists = lines.map((stops, i) => [`Line ${i}`, isLoop && stops.length > 3 ? [...stops, stops[0]!] : stops]);
      const city = transitCity('x', 'town', Object.fromEntries(lists) as StationList);
      const drawn = schematicOf(city, 1);
      expect(undrawn(city, drawn)).toEqual([]);
      expect(drawn.marks).toHaveLength(city.stations.length);
      expect(closest(drawn)).toBeGreaterThan(0);
      expect(slanted(drawn) > 0).toBe(drawn.strays > 0);
    }),
    { numRuns: 60 },
  );
});

test('a long way round between two stations close to each other is drawn with room for its stops', () => {
  const city = transitCity('x', 'town', {
    Round: ['West', 'A', ...Array.from('bcdefghijklm'), 'B', 'East'],
    Straight: ['North', 'A', 'Middle', 'B', 'South'],
  });
  const drawn = schematicOf(city, 1);
  expect(faultsOf(city, drawn)).toEqual(none);
  expect(isReadable(drawn)).toBe(true);
  expect(closest(drawn)).toBeGreaterThan(drawn.cell * 0.7);
});

test('names of any length and script have room: within the picture, nothing overlapping', () => {
  const long = (n: number): string => `A station with a name as long as names can be, number ${n} `.padEnd(60, '.');
  const city = transitCity('x', 'town', {
    ['A line with a name that goes on and on '.repeat(3)]: [long(1), long(2), 'محطة الملك', long(3)],
    '🚇': ['תחנה', long(2), 'Ōtepoti 站', '👨‍👩‍👧'],
  });
  const drawn = schematicOf(city, 1);
  expect(faultsOf(city, drawn)).toEqual(none);
  const [, width] = /width="([\d.]+)"/.exec(svgOf(drawn))!;
  for (const { name } of city.lines) expect(Number(width)).toBeGreaterThan(textWidth(name) * 14);
  for (const { text } of drawn.badges) expect(textWidth(text)).toBeLessThanOrEqual(16);
});

test('a city of more stations than can be drawn in a minute is refused', () => {
  const city = transitCity('x', 'town', { Long: Array.from({ length: 1_001 }, (_, i) => `S${i}`) });
  expect(() => schematicOf(city, 1)).toThrow('x/town has 1001 stations; at most 1000 are drawn');
});

test('text of a list stays text', async () => {
  const city = transitCity('x', '<b>&"town', {
    '<script>1': ['A & B', "<i>C'</i>", 'D\u0007"'],
    线: ['A & B', '春熙路'],
  });
  const svg = svgOf(schematicOf(city, 1));
  expect(svg).toContain('A &amp; B');
  expect(svg).toContain('&lt;i&gt;C&#39;&lt;/i&gt;');
  expect(svg).toContain('&lt;script&gt;1');
  expect(svg).toContain('春熙路');
  expect(svg).not.toMatch(/<script|<i>|NaN|undefined/);
  expect(svg).toContain('>D&quot;<');
  expect((await sharp(Buffer.from(svg)).metadata()).format).toBe('svg');
});

test('a name loses the word for station only where names stay different', () => {
  expect(labelTexts(['Bugis Station', 'Bugis', '北京站', '西单站', '站'])).toEqual([
    'Bugis Station',
    'Bugis',
    '北京',
    '西单',
    '站',
  ]);
});

test.each([
  'Woodlands North',
  'Annemasse-Parc Montessuit',
  'Széll Kálmán tér',
  'Ringstabekk',
  'WWMM @ 42%',
  'fjord lift till',
  'Østerås (ÆØ)',
])('the box of %s is as wide as its letters are', async (text) => {
  const scale = 8;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="300"><rect width="100%" height="100%" fill="#fff"/><text x="100" y="200" font-size="${fontSize * scale}" font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">${text}</text></svg>`;
  const { info } = await sharp(Buffer.from(svg)).trim().toBuffer({ resolveWithObject: true });
  expect(info.width / scale).toBeLessThanOrEqual(textWidth(text) * fontSize);
  expect(info.width / scale).toBeGreaterThan(0.5 * textWidth(text) * fontSize);
});
