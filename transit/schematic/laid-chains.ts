import { Grid } from './grid.ts';
import { eighths, minus, type Point } from './point.ts';
import { endsOf, type Chain, type Skeleton } from './skeleton.ts';

/** Cells for each step from stop to stop. */
const cellsPerStep = 1.5;
const margin = 6;

/** What is set on the grid so far: nodes on cells, chains along paths of cells. */
export class LaidChains {
  readonly chains: readonly Chain[];
  /** For each node its chains. */
  readonly chainsAt: ReadonlyMap<number, readonly number[]>;
  /** For each node where it should lie, in cells. */
  readonly wanted: ReadonlyMap<number, Point>;
  readonly grid: Grid;
  readonly #cells = new Map<number, number>();
  readonly #paths: (readonly number[] | undefined)[];

  constructor({ chains, nodes }: Skeleton, places: readonly Point[]) {
    this.chains = chains;
    this.#paths = chains.map(() => undefined);
    const [left, top] = [Math.min(...places.map(({ x }) => x)), Math.min(...places.map(({ y }) => y))];
    const onGrid = ({ x, y }: Point): Point => ({
      x: (x - left) * cellsPerStep + margin,
      y: (y - top) * cellsPerStep + margin,
    });
    this.wanted = new Map(nodes.map((node) => [node, onGrid(places[node]!)]));
    const chainsAt = new Map(nodes.map((node): [number, number[]] => [node, []]));
    chains.forEach((chain, i) => endsOf(chain).forEach((end) => chainsAt.get(end)!.push(i)));
    this.chainsAt = chainsAt;
    const wanted = [...this.wanted.values()];
    this.grid = new Grid(
      Math.ceil(Math.max(...wanted.map(({ x }) => x))) + margin,
      Math.ceil(Math.max(...wanted.map(({ y }) => y))) + margin,
    );
  }

  cellOf(node: number): number | undefined {
    return this.#cells.get(node);
  }

  pathOf(chain: number): readonly number[] | undefined {
    return this.#paths[chain];
  }

  /** Where a node lies, or should lie while it is not set. */
  placeOf(node: number): Point {
    const cell = this.#cells.get(node);
    return cell === undefined ? this.wanted.get(node)! : this.grid.pointOf(cell);
  }

  settle(node: number, cell: number): void {
    this.#cells.set(node, cell);
    this.grid.putNode(node, cell);
  }

  /** Leads a chain over a path and sets its nodes at the path's ends. */
  lay(chain: number, cells: readonly number[]): void {
    const [from, to] = endsOf(this.chains[chain]!);
    this.settle(from, cells[0]!);
    this.settle(to, cells.at(-1)!);
    this.grid.putPath(cells);
    this.#paths[chain] = cells;
  }

  /** Takes a node off the grid with all its chains. */
  takeUp(node: number): void {
    for (const chain of this.chainsAt.get(node)!) {
      const path = this.#paths[chain];
      if (path) this.grid.takePath(path);
      this.#paths[chain] = undefined;
    }
    const cell = this.#cells.get(node);
    if (cell !== undefined) this.grid.takeNode(cell);
    this.#cells.delete(node);
  }

  /** The direction of a step from a cell to one next to it. */
  wayOf(from: number, to: number): number {
    return Math.round(eighths(minus(this.grid.pointOf(to), this.grid.pointOf(from)))) % 8;
  }
}
