import { directions, type Point } from './point.ts';

/** What lies on the octilinear grid so far: nodes on cells, paths from cell to cell. Cells are counted row by row. */
export class Grid {
  readonly columns: number;
  readonly rows: number;
  /** The station on a cell; -1 where none is. */
  readonly #nodes: Int32Array;
  /** Paths that lead through a cell. */
  readonly #paths: Uint8Array;
  /** A bit for each direction that a path or an end of one takes from a cell. */
  readonly #taken: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#nodes = new Int32Array(columns * rows).fill(-1);
    this.#paths = new Uint8Array(columns * rows);
    this.#taken = new Uint8Array(columns * rows);
  }

  cellAt({ x, y }: Point): number | undefined {
    return x >= 0 && y >= 0 && x < this.columns && y < this.rows ? y * this.columns + x : undefined;
  }

  pointOf(cell: number): Point {
    return { x: cell % this.columns, y: Math.floor(cell / this.columns) };
  }

  /** The cell next to one in a direction of eighths; undefined beyond the edge. */
  beside(cell: number, direction: number): number | undefined {
    const { x, y } = directions[direction]!;
    const [column, row] = [(cell % this.columns) + x, Math.floor(cell / this.columns) + y];
    return column >= 0 && row >= 0 && column < this.columns && row < this.rows
      ? row * this.columns + column
      : undefined;
  }

  nodeAt(cell: number): number {
    return this.#nodes[cell]!;
  }

  pathsThrough(cell: number): number {
    return this.#paths[cell]!;
  }

  isFree(cell: number): boolean {
    return this.#nodes[cell]! < 0 && this.#paths[cell] === 0;
  }

  isTaken(cell: number, direction: number): boolean {
    return (this.#taken[cell]! & (1 << direction)) !== 0;
  }

  /** Whether a diagonal step goes over the other diagonal of its square. */
  crossesDiagonal(cell: number, direction: number): boolean {
    if (direction % 2 === 0) return false;
    const corner = this.beside(cell, (direction + 1) % 8);
    return corner !== undefined && this.isTaken(corner, (direction + 6) % 8);
  }

  putNode(station: number, cell: number): void {
    this.#nodes[cell] = station;
  }

  takeNode(cell: number): void {
    this.#nodes[cell] = -1;
  }

  putPath(cells: readonly number[]): void {
    this.#change(cells, 1);
  }

  takePath(cells: readonly number[]): void {
    this.#change(cells, -1);
  }

  #change(cells: readonly number[], sign: 1 | -1): void {
    for (const cell of cells.slice(1, -1)) this.#paths[cell]! += sign;
    cells.slice(1).forEach((cell, i) => {
      const before = cells[i]!;
      const direction = [0, 1, 2, 3, 4, 5, 6, 7].find((way) => this.beside(before, way) === cell)!;
      this.#mark(before, direction, sign);
      this.#mark(cell, (direction + 4) % 8, sign);
    });
  }

  #mark(cell: number, direction: number, sign: 1 | -1): void {
    if (sign === 1) this.#taken[cell]! |= 1 << direction;
    else this.#taken[cell]! &= ~(1 << direction);
  }
}
