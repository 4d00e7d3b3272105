import type { LaidChains } from './laid-chains.ts';
import type { PathEnd } from './path-end.ts';
import { distance, eighths, minus, turnBetween } from './point.ts';

/** How far from its place a node may be set, in cells, and what that costs. */
const nodeReach = 3;
const displacementCost = 0.6;
/** What it costs to leave a node elsewhere than towards the chain's other end, for each eighth. */
const astrayCost = 0.9;
/** What a line that bends by so many eighths in a node costs, and what a chain next to another of a node costs. */
const nodeBendCosts = [0, 1, 3, 7, 12];
const crowdedCost = 0.6;

/** What it costs that a node lies so many cells off its place. */
export const displacedBy = (cells: number): number => displacementCost * cells * cells;

/** The end of a chain at a node: the cells it may have, and what it costs to leave them, by what is laid already. */
export function endOf(laid: LaidChains, chain: number, node: number, other: number): PathEnd {
  const settled = laid.cellOf(node);
  const cells = settled === undefined ? choicesOf(laid, node) : new Map([[settled, 0]]);
  const towards = eighths(minus(laid.placeOf(other), laid.placeOf(node)));
  const ports = portsOf(laid, node, chain);
  const directionCosts = Array.from({ length: 8 }, (_, direction) =>
    ports.reduce(
      (sum, port) => {
        const turn = turnBetween(direction, port.direction);
        return sum + port.shared * nodeBendCosts[4 - turn]! + (turn === 1 ? crowdedCost : 0);
      },
      astrayCost * turnBetween(direction, towards),
    ),
  );
  return { cells, directionCosts };
}

/** Free cells around a node's place with what they cost. */
function choicesOf({ grid, wanted }: LaidChains, node: number): ReadonlyMap<number, number> {
  const place = wanted.get(node)!;
  const choices = new Map<number, number>();
  for (let reach = nodeReach; choices.size === 0 && reach < grid.columns + grid.rows; reach *= 2) {
    for (let y = Math.ceil(place.y - reach); y <= place.y + reach; y++)
      for (let x = Math.ceil(place.x - reach); x <= place.x + reach; x++) {
        const cell = grid.cellAt({ x, y });
        if (cell !== undefined && grid.isFree(cell)) choices.set(cell, displacedBy(distance(place, { x, y })));
      }
  }
  return choices;
}

interface Port {
  /** In which another chain leaves the node. */
  readonly direction: number;
  /** Lines that ride on there. */
  readonly shared: number;
}

function portsOf(laid: LaidChains, node: number, chain: number): readonly Port[] {
  const lines = new Set(laid.chains[chain]!.lines);
  return laid.chainsAt.get(node)!.flatMap((other) => {
    const cells = laid.pathOf(other);
    if (other === chain || !cells) return [];
    const isStart = laid.chains[other]!.stations[0] === node;
    const [at, next] = isStart ? [cells[0]!, cells[1]!] : [cells.at(-1)!, cells.at(-2)!];
    const shared = laid.chains[other]!.lines.filter((line) => lines.has(line)).length;
    return [{ direction: laid.wayOf(at, next), shared }];
  });
}
