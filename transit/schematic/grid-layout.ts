import { endOf } from './chain-ends.ts';
import { findPath, type FoundPath } from './find-path.ts';
import type { Grid } from './grid.ts';
import { LaidChains } from './laid-chains.ts';
import { layOrder } from './lay-order.ts';
import { costOf } from './layout-cost.ts';
import { apart, areaAround } from './path-end.ts';
import { distance, type Point } from './point.ts';
import { endsOf, type Skeleton } from './skeleton.ts';

const improvementRounds = 3;

export interface GridLayout {
  /** A cell for each node of the skeleton. */
  readonly nodes: ReadonlyMap<number, Point>;
  /** For each chain the cells of its path, from its first station to its last. */
  readonly paths: readonly (readonly Point[])[];
  /** Chains that found no way on the grid and go straight instead, however that lies. */
  readonly strays: readonly number[];
  /** Chains that go along another one for want of room. */
  readonly shared: readonly number[];
}

/** Sets the nodes on an octilinear grid, near their places, and leads each chain over it. */
export function gridLayout(skeleton: Skeleton, places: readonly Point[]): GridLayout {
  const laid = new LaidChains(skeleton, places);
  for (const chain of layOrder(laid.chains)) layCheapest(laid, chain);
  for (let round = 0; round < improvementRounds; round++) for (const node of laid.chainsAt.keys()) layAgain(laid, node);
  const all = [...laid.chains.keys()];
  const shared = all.filter((chain) => !laid.pathOf(chain) && layCheapest(laid, chain, true));
  for (const [node, wanted] of laid.wanted)
    if (laid.cellOf(node) === undefined) laid.settle(node, nearestFree(laid.grid, wanted));
  return {
    nodes: new Map([...laid.wanted.keys()].map((node) => [node, laid.placeOf(node)])),
    paths: laid.chains.map(
      (chain, i) =>
        laid.pathOf(i)?.map((cell) => laid.grid.pointOf(cell)) ?? endsOf(chain).map((end) => laid.placeOf(end)),
    ),
    strays: all.filter((chain) => !laid.pathOf(chain)),
    shared,
  };
}

/** Leads a chain over the cheapest way, if there is one; along another chain only where it may share. */
function layCheapest(laid: LaidChains, chain: number, mayShare = false): boolean {
  const found = cheapest(laid, chain, mayShare);
  if (found) laid.lay(chain, found.cells);
  return found !== undefined;
}

function cheapest(laid: LaidChains, chain: number, mayShare: boolean): FoundPath | undefined {
  const { grid } = laid;
  const [from, to] = endsOf(laid.chains[chain]!);
  const ends = apart(endOf(laid, chain, from, to), endOf(laid, chain, to, from));
  const near = areaAround(ends.flatMap(({ cells }) => [...cells.keys()].map((cell) => grid.pointOf(cell))));
  const all = { left: 0, top: 0, right: grid.columns - 1, bottom: grid.rows - 1 };
  return (
    findPath(grid, ...ends, { area: near }) ??
    findPath(grid, ...ends, { area: all }) ??
    (mayShare ? findPath(grid, ...ends, { area: all, mayShare }) : undefined)
  );
}

/** Takes a node up with its chains and lays it again; keeps what is cheaper. */
function layAgain(laid: LaidChains, node: number): void {
  const chains = laid.chainsAt.get(node)!;
  const cell = laid.cellOf(node);
  const before = chains.map((chain) => laid.pathOf(chain));
  if (cell === undefined || before.includes(undefined)) return;
  const costBefore = costOf(laid, node);
  laid.takeUp(node);
  const order = chains.toSorted((a, b) => laid.chains[b]!.lines.length - laid.chains[a]!.lines.length);
  const isLaid = order.every((chain) => layCheapest(laid, chain));
  if (isLaid && costOf(laid, node) < costBefore) return;
  laid.takeUp(node);
  laid.settle(node, cell);
  chains.forEach((chain, i) => laid.lay(chain, before[i]!));
}

function nearestFree(grid: Grid, wanted: Point): number {
  const cells = Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell).filter((cell) => grid.isFree(cell));
  const away = (cell: number): number => distance(grid.pointOf(cell), wanted);
  return cells.reduce((a, b) => (away(b) < away(a) ? b : a));
}
