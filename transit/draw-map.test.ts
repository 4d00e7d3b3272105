import { expect, test } from 'vitest';
import { mapPicture, paintBlank, paintMap } from './draw-map.ts';
import { glyphs } from './glyphs.ts';
import { cellSize } from './map-plan.ts';
import type { PlacedNetwork } from './network.ts';
import { difficulties } from './question.ts';
import { pixelsOf } from './pixels.ts';
import { randomNetwork } from './random-network.ts';
import { styles, type StyleName } from './styles.ts';

const names = Object.keys(styles) as StyleName[];
const networks = Array.from({ length: 6 }, (_, i) => randomNetwork(['drawing', i], difficulties[i % 3]!));

test.each(names)('a picture file gives back the very pixels that were painted (%s)', async (style) => {
  for (const network of networks) {
    const painted = paintMap(network, style);
    expect([painted.width, painted.height]).toEqual([128, 144]);
    expect(Buffer.compare(await pixelsOf(await mapPicture(network, style)), painted.rgb)).toBe(0);
  }
});

test.each(names)('blank paper has the size and the colour of the map and nothing else (%s)', async (style) => {
  const pixels = await pixelsOf(await mapPicture(networks[0]!, style, paintBlank));
  const colours = new Set(
    Array.from({ length: pixels.length / 3 }, (_, at) => pixels.slice(3 * at, 3 * at + 3).join()),
  );
  expect([...colours]).toEqual([styles[style].paper.join()]);
});

test('lines that share an edge lie side by side', async () => {
  const network = sharedEdge([
    [3, 3],
    [4, 3],
    [5, 4],
  ]);
  const { rgb, width } = paintMap(network, 'clean');
  const at = (x: number, y: number): number[] => [...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  const y = 3 * cellSize + cellSize / 2;
  const x = 4 * cellSize;
  expect([at(x, y - 3), at(x, y - 1), at(x, y + 1), at(x, y + 3)]).toEqual([
    styles.clean.paper,
    styles.clean.lines.red,
    styles.clean.lines.blue,
    styles.clean.paper,
  ]);
});

test('dusk is the clean drawing through a filter', () => {
  const factors = [0.88, 1, 0.93];
  const clean = paintMap(networks[0]!, 'clean').rgb;
  const dusk = paintMap(networks[0]!, 'dusk').rgb;
  expect([...dusk]).toEqual([...clean].map((value, i) => Math.round(value * factors[i % 3]!)));
});

test("on a placard letters are dusk's, each stroke a dot wider", () => {
  const ink = styles.dusk.ink.join();
  const inked = (style: StyleName): Set<number> => {
    const { rgb } = paintMap(networks[0]!, style);
    const pixels = Array.from({ length: rgb.length / 3 }, (_, at) => at);
    return new Set(pixels.filter((at) => rgb.slice(3 * at, 3 * at + 3).join() === ink));
  };
  const [thin, bold] = [inked('dusk'), inked('placard')];
  expect([...thin].filter((at) => !bold.has(at))).toEqual([]);
  expect([...bold].filter((at) => !thin.has(at) && !thin.has(at - 1))).toEqual([]);
  expect(bold.size).toBeGreaterThan(thin.size);
});

test('a station shows its code, framed black where lines meet', () => {
  const [network] = networks;
  const { rgb, width } = paintMap(network!, 'clean');
  for (const [code, { column, row }] of Object.entries(network!.places)) {
    const isInk = (x: number, y: number): boolean => {
      const at = ((row * cellSize + y) * width + column * cellSize + x) * 3;
      return rgb[at] === 0 && rgb[at + 1] === 0 && rgb[at + 2] === 0;
    };
    const read = (left: number): string[] =>
      [6, 7, 8, 9, 10].map((y) => [0, 1, 2].map((x) => (isInk(left + x, y) ? '#' : '.')).join(''));
    expect([read(4), read(9)]).toEqual([glyphs[code[0]!], glyphs[code[1]!]]);
    const lines = network!.lines.filter((line) => line.stations.includes(code)).length;
    expect(isInk(2, 4)).toBe(lines > 1);
  }
});

test('no two glyphs look alike', () => {
  expect(new Set(Object.values(glyphs).map((rows) => rows.join())).size).toBe(Object.keys(glyphs).length);
});

test('an unknown colour is named', () => {
  const network = { ...networks[0]!, lines: [{ ...networks[0]!.lines[0]!, colour: 'beige' }] };
  expect(() => paintMap(network, 'clean')).toThrow('no colour "beige"; a line may have red, blue');
});

function sharedEdge(cells: readonly [number, number][]): PlacedNetwork {
  const stations = cells.map((_, i) => `A${i + 1}`);
  return {
    country: 'x',
    city: 'Twin',
    columns: 8,
    rows: 8,
    lines: [
      { name: 'Line 1', colour: 'red', stations },
      { name: 'Line 2', colour: 'blue', stations },
    ],
    places: Object.fromEntries(cells.map(([column, row], i) => [stations[i]!, { column, row }])),
  };
}
