import { displacedBy, endOf } from './chain-ends.ts';
import { bendCosts, crossingCost, stepCosts } from './find-path.ts';
import type { LaidChains } from './laid-chains.ts';
import { distance, turnBetween } from './point.ts';
import { endsOf } from './skeleton.ts';

/** Room that a path should have for each stop, in cells, and what each cell less costs. */
const cellsPerStop = 1.2;
const lackingCost = 3;
/** More than any path. */
const missingCost = 1e6;

/** What a node and its chains cost as they lie, all of them judged alike. */
export function costOf(laid: LaidChains, node: number): number {
  const away = distance(laid.placeOf(node), laid.wanted.get(node)!);
  return laid.chainsAt.get(node)!.reduce((sum, chain) => sum + pathCost(laid, chain), displacedBy(away));
}

function pathCost(laid: LaidChains, chain: number): number {
  const cells = laid.pathOf(chain);
  if (!cells) return missingCost;
  const { stations } = laid.chains[chain]!;
  const [from, to] = endsOf(laid.chains[chain]!);
  const ways = cells.slice(1).map((cell, i) => laid.wayOf(cells[i]!, cell));
  const bends = ways.slice(1).reduce((sum, way, i) => sum + bendCosts[turnBetween(way, ways[i]!)]!, 0);
  const steps = ways.reduce((sum, way) => sum + stepCosts[way % 2]!, 0);
  const crossings = cells.slice(1, -1).reduce((sum, cell) => sum + laid.grid.pathsThrough(cell) - 1, 0);
  const leaving = endOf(laid, chain, from, to).directionCosts[ways[0]!]!;
  const arriving = endOf(laid, chain, to, from).directionCosts[(ways.at(-1)! + 4) % 8]!;
  const lacking = Math.max(0, (stations.length - 1) * cellsPerStop - steps);
  return steps + bends + crossingCost * crossings + leaving + arriving + lackingCost * lacking;
}
