import { cellAt, crossingEdge, edgeKey, gridCells, gridColumns, gridRows, neighbours } from './grid.ts';
import { lineName, stationCodes } from './language.ts';
import type { PlacedNetwork } from './network.ts';
import type { Difficulty } from './question.ts';
import { draws, seedFor, type Draws, type SeedName } from './seed.ts';
import { lineColours } from './styles.ts';

/** Lines on a random map. */
export const lineCounts: Readonly<Record<Difficulty, number>> = { easy: 3, middle: 4, hard: 5 };

const shortestLine = 5;
const longestLine = 7;
/** Interchanges on one line. */
const mostInterchanges = 3;
const mostLinesAtCell = 3;
/** Steps to the left or right of straight on, in eighths of a turn, as often as a line takes them. */
const turns = [0, 0, 0, 1, -1] as const;
/** A line finds a way in a few tries; a drawing that leaves it none is given up and begun again. */
const triesPerLine = 60;
const attempts = 1000;

/** Lines as they are laid, by cell number. */
interface Sketch {
  readonly paths: number[][];
  /** The lines at each cell. */
  readonly linesAt: number[][];
  readonly edges: Set<number>;
  readonly interchanges: Set<number>[];
}

/** The country of networks that are no real city's. */
export const generated = 'generated';

/**
 * A connected network on the 8 x 8 grid: 3, 4 or 5 lines of 5 to 7 stations in neighbouring cells. Each line
 * shares 1 to 3 stations with others, no two share an edge, none cross between stations. The name decides all.
 */
export function randomNetwork(name: SeedName, difficulty: Difficulty): PlacedNetwork {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const drawn = draws(seedFor(...name, 'network', difficulty, attempt));
    const paths = layLines(lineCounts[difficulty], drawn);
    if (paths) return nameParts(name.join('-'), drawn.shuffle(paths), drawn);
  }
  throw new Error(`no ${difficulty} network for the name ${name.join('/')} in ${attempts} attempts; use another name`);
}

function layLines(count: number, drawn: Draws): readonly number[][] | undefined {
  const sketch: Sketch = {
    paths: [],
    linesAt: Array.from({ length: gridCells }, () => []),
    edges: new Set(),
    interchanges: [],
  };
  for (let line = 0; line < count; line++) {
    const path = findPath(sketch, drawn);
    if (!path) return undefined;
    layPath(sketch, path);
  }
  return sketch.paths;
}

function findPath(sketch: Sketch, drawn: Draws): number[] | undefined {
  const occupied = sketch.linesAt.flatMap((lines, cell) =>
    lines.length > 0 && mayShare(sketch, [cell]) ? [cell] : [],
  );
  for (let attempt = 0; attempt < triesPerLine; attempt++) {
    const anchor = sketch.paths.length === 0 ? drawn.below(gridCells) : drawn.pick(occupied);
    const length = shortestLine + drawn.below(longestLine - shortestLine + 1);
    const before = drawn.below(length);
    const direction = drawn.below(8);
    const path = [anchor];
    if (
      walk(sketch, path, direction, length - 1 - before, drawn) &&
      walk(sketch, path.reverse(), (direction + 4) % 8, before, drawn)
    ) {
      return path;
    }
  }
  return undefined;
}

/** Lengthens a path at its end by so many steps, turning at most 45 degrees a step; false where there is no way. */
function walk(sketch: Sketch, path: number[], direction: number, steps: number, drawn: Draws): boolean {
  for (let step = 0; step < steps; step++) {
    const here = path.at(-1)!;
    const onward = drawn
      .shuffle(turns)
      .map((turn) => (direction + turn + 8) % 8)
      .find((way) => mayStep(sketch, path, here, neighbours[here]![way]!));
    if (onward === undefined) return false;
    path.push(neighbours[here]![onward]!);
    direction = onward;
  }
  return true;
}

function mayStep(sketch: Sketch, path: readonly number[], from: number, to: number): boolean {
  if (to < 0 || path.includes(to) || sketch.edges.has(edgeKey(from, to))) return false;
  if (sketch.edges.has(crossingEdge(from, to))) return false;
  if (path.some((cell, i) => i > 0 && edgeKey(path[i - 1]!, cell) === crossingEdge(from, to))) return false;
  if (sketch.linesAt[to]!.length === 0) return true;
  const shared = path.filter((cell) => sketch.linesAt[cell]!.length > 0);
  return shared.length < mostInterchanges && mayShare(sketch, [...shared, to]);
}

/** Whether one more line may stop at these occupied cells: no line there gets too many interchanges by it. */
function mayShare(sketch: Sketch, cells: readonly number[]): boolean {
  return cells.every((cell) => {
    const lines = sketch.linesAt[cell]!;
    return (
      lines.length < mostLinesAtCell && lines.every((line) => interchangesWith(sketch, line, cells) <= mostInterchanges)
    );
  });
}

function interchangesWith(sketch: Sketch, line: number, cells: readonly number[]): number {
  return new Set([...sketch.interchanges[line]!, ...cells.filter((cell) => sketch.linesAt[cell]!.includes(line))]).size;
}

function layPath(sketch: Sketch, path: number[]): void {
  const line = sketch.paths.push(path) - 1;
  sketch.interchanges.push(new Set());
  path.forEach((cell, i) => {
    if (i > 0) sketch.edges.add(edgeKey(path[i - 1]!, cell));
    sketch.linesAt[cell]!.push(line);
    if (sketch.linesAt[cell]!.length === 1) return;
    for (const other of sketch.linesAt[cell]!) sketch.interchanges[other]!.add(cell);
  });
}

function nameParts(city: string, paths: readonly number[][], drawn: Draws): PlacedNetwork {
  const codes = drawn.shuffle(stationCodes);
  const colours = drawn.shuffle(lineColours);
  const codeOf = new Map([...new Set(paths.flat())].map((cell, i) => [cell, codes[i]!]));
  return {
    country: generated,
    city,
    columns: gridColumns,
    rows: gridRows,
    places: Object.fromEntries([...codeOf].map(([cell, code]) => [code, cellAt(cell)])),
    lines: paths.map((path, i) => ({
      name: lineName(i + 1),
      colour: colours[i]!,
      stations: path.map((cell) => codeOf.get(cell)!),
    })),
  };
}
