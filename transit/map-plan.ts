import { glyphHeight, glyphs, glyphWidth } from './glyphs.ts';
import { linesThrough, type Cell, type Line, type PlacedNetwork } from './network.ts';
import { styles, type Colour, type LineColour, type Style, type StyleName } from './styles.ts';

/** Pixels of a cell of the drawing, each way: one patch of the policy. */
export const cellSize = 16;

/** A filled rectangle in whole pixels. Later ones lie over earlier ones. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}

/** A drawing of a map as rectangles: what is drawn where, before any format. */
export interface MapPlan {
  readonly width: number;
  readonly height: number;
  readonly rects: readonly Rect[];
}

/** Where the stations are on a drawn map: their middles, in pixels of a picture so wide and high. */
export interface StationPlaces {
  readonly width: number;
  readonly height: number;
  readonly at: Readonly<Record<string, readonly [x: number, y: number]>>;
}

/** The box of a station within its cell, its frame of one pixel included. */
const box = { x: 2, y: 4, width: 12, height: 9 };
/** The coloured field of a legend cell. */
const field = { x: 1, y: 1, width: 14, height: 14 };

/**
 * The schematic of a placed network: strokes from cell centre to cell centre, a box with its code over each station
 * (framed black where lines meet, else in the line's colour), and a legend row below: one cell a line, its colour
 * and the digit of its name. Lines that share an edge lie side by side.
 */
export function planMap(network: PlacedNetwork, styleName: StyleName): MapPlan {
  const style: Style = styles[styleName];
  const width = network.columns * cellSize;
  const height = (network.rows + 1) * cellSize;
  return {
    width,
    height,
    rects: [
      { x: 0, y: 0, width, height, colour: style.paper },
      ...edgesOf(network).flatMap((edge) => strokes(edge, style)),
      ...Object.entries(network.places).flatMap(([station, cell]) => stationBox(network, station, cell, style)),
      ...network.lines.flatMap((line, i) => legendCell(line, { column: i, row: network.rows }, style)),
    ],
  };
}

/** Where the schematic of a network has its stations. */
export function stationPlaces({ columns, rows, places }: PlacedNetwork): StationPlaces {
  const middle = ({ column, row }: Cell) => [(column + 0.5) * cellSize, (row + 0.5) * cellSize] as const;
  return {
    width: columns * cellSize,
    height: (rows + 1) * cellSize,
    at: Object.fromEntries(Object.entries(places).map(([station, cell]) => [station, middle(cell)])),
  };
}

interface Edge {
  readonly from: Cell;
  readonly to: Cell;
  readonly lines: readonly Line[];
}

/** Every pair of neighbours once, from the upper cell (the left one within a row), with the lines that join it. */
function edgesOf(network: PlacedNetwork): readonly Edge[] {
  const edges = new Map<string, { from: Cell; to: Cell; lines: Line[] }>();
  for (const line of network.lines) {
    line.stations.slice(1).forEach((station, i) => {
      const ends = [network.places[line.stations[i]!]!, network.places[station]!];
      const [from, to] = ends.sort((a, b) => a.row - b.row || a.column - b.column) as [Cell, Cell];
      const key = [from.column, from.row, to.column, to.row].join();
      const edge = edges.get(key);
      if (edge) edge.lines.push(line);
      else edges.set(key, { from, to, lines: [line] });
    });
  }
  return [...edges.values()];
}

function strokes({ from, to, lines }: Edge, style: Style): readonly Rect[] {
  return lines.flatMap((line, i) => {
    const band = (total: number): readonly [number, number] => [
      Math.round((total * i) / lines.length) - total / 2,
      Math.round((total * (i + 1)) / lines.length) - Math.round((total * i) / lines.length),
    ];
    return stroke(from, to, band, style.stroke, colourOf(line, style));
  });
}

/** One line's part of an edge. `band` gives the offset from the middle and the width within a stroke of some width. */
function stroke(
  from: Cell,
  to: Cell,
  band: (total: number) => readonly [offset: number, width: number],
  widths: Style['stroke'],
  colour: Colour,
): readonly Rect[] {
  const x = (from.column + 0.5) * cellSize;
  const y = (from.row + 0.5) * cellSize;
  const [offset, width] = band(widths.straight);
  if (from.row === to.row) return [{ x, y: y + offset, width: cellSize, height: width, colour }];
  if (from.column === to.column) return [{ x: x + offset, y, width, height: cellSize, colour }];
  const [shift, run] = band(widths.diagonal);
  const slope = to.column - from.column;
  return Array.from({ length: cellSize }, (_, step) => ({
    x: slope > 0 ? x + step + shift : x - step - shift - run,
    y: y + step,
    width: run,
    height: 1,
    colour,
  }));
}

function stationBox(network: PlacedNetwork, station: string, cell: Cell, style: Style): readonly Rect[] {
  const lines = linesThrough(network, station);
  const x = cell.column * cellSize + box.x;
  const y = cell.row * cellSize + box.y;
  const frame = lines.length > 1 ? style.ink : colourOf(lines[0]!, style);
  return [
    { x, y, width: box.width, height: box.height, colour: frame },
    { x: x + 1, y: y + 1, width: box.width - 2, height: box.height - 2, colour: style.paper },
    ...glyph(station.charAt(0), x + 2, y + 2, 1, style.ink, style.weight),
    ...glyph(station.charAt(1), x + box.width - 2 - glyphWidth, y + 2, 1, style.ink, style.weight),
  ];
}

function legendCell(line: Line, cell: Cell, style: Style): readonly Rect[] {
  const x = cell.column * cellSize + field.x;
  const y = cell.row * cellSize + field.y;
  const scale = 2;
  const left = x + (field.width - glyphWidth * scale) / 2;
  const top = y + (field.height - glyphHeight * scale) / 2;
  return [
    { x, y, width: field.width, height: field.height, colour: colourOf(line, style) },
    ...glyph(line.name.at(-1)!, left, top, scale, style.paper, style.weight),
  ];
}

/** A glyph as one rectangle for each run of ink in a row. */
function glyph(
  character: string,
  x: number,
  y: number,
  scale: number,
  colour: Colour,
  weight: Style['weight'],
): readonly Rect[] {
  const rows = glyphs[character];
  if (!rows) throw new Error(`no glyph for ${JSON.stringify(character)}; there are ${Object.keys(glyphs).join('')}`);
  return rows.flatMap((row, j) =>
    [...row.matchAll(/#+/g)].map((run) => ({
      x: x + run.index * scale,
      y: y + j * scale,
      width: (run[0].length + weight - 1) * scale,
      height: scale,
      colour,
    })),
  );
}

function colourOf(line: Line, style: Style): Colour {
  const colour = style.lines[line.colour as LineColour] as Colour | undefined;
  if (!colour)
    throw new Error(`no colour ${JSON.stringify(line.colour)}; a line may have ${Object.keys(style.lines).join(', ')}`);
  return colour;
}
