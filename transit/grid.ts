import type { Cell } from './network.ts';

/** The eight directions of a neighbouring cell, clockwise. */
export const directions = [
  'east',
  'southeast',
  'south',
  'southwest',
  'west',
  'northwest',
  'north',
  'northeast',
] as const;
export type Direction = (typeof directions)[number];

/** The step in each direction: [columns, rows]. */
const octilinearSteps = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

export const gridColumns = 8;
export const gridRows = 8;
export const gridCells = gridColumns * gridRows;

/** A cell by its number, row by row from the top left. */
export function cellAt(index: number): Cell {
  return { column: index % gridColumns, row: Math.floor(index / gridColumns) };
}

/** Neighbours by direction: `neighbours[cell][direction]` is the cell one step on, or -1 outside of the grid. */
export const neighbours: readonly (readonly number[])[] = Array.from({ length: gridCells }, (_, index) => {
  const { column, row } = cellAt(index);
  return octilinearSteps.map(([columns, rows]) => {
    const inside = column + columns >= 0 && column + columns < gridColumns && row + rows >= 0 && row + rows < gridRows;
    return inside ? (row + rows) * gridColumns + column + columns : -1;
  });
});

/** The direction from a cell to one beside it. Throws RangeError where it is not beside it. */
export function directionBetween(from: Cell, to: Cell): Direction {
  const direction = octilinearSteps.findIndex(
    ([columns, rows]) => from.column + columns === to.column && from.row + rows === to.row,
  );
  if (direction < 0)
    throw new RangeError(`cell ${to.column}, ${to.row} is not beside cell ${from.column}, ${from.row}`);
  return directions[direction]!;
}

/** Steps that a king needs between two cells: no line can join them in fewer. */
export function distance(a: number, b: number): number {
  const from = cellAt(a);
  const to = cellAt(b);
  return Math.max(Math.abs(from.column - to.column), Math.abs(from.row - to.row));
}

/** One number for the edge between two neighbouring cells, whichever way it is travelled. */
export function edgeKey(a: number, b: number): number {
  return Math.min(a, b) * gridCells + Math.max(a, b);
}

/** The edge that a diagonal edge would cross between stations, or -1 for one that is not diagonal. */
export function crossingEdge(a: number, b: number): number {
  const from = cellAt(a);
  const to = cellAt(b);
  if (from.column === to.column || from.row === to.row) return -1;
  return edgeKey(from.row * gridColumns + to.column, to.row * gridColumns + from.column);
}
