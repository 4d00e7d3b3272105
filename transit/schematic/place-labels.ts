import { draws, seedFor } from '../seed.ts';
import type { LabelChoice } from './label-choices.ts';
import { boundsOf, NearBoxes, overlap, type Box } from './shapes.ts';

/** What a label costs that lies over a piece of a stroke, or over something that must stay clear. */
const strokeCost = 3;
const clashCost = 100;
/** What a label costs that stands close to another mark than its own. */
const mistakableCost = 4;
/** What it saves to be written as the next station of the line is. */
const alikeSaving = 0.6;
const sweeps = 40;
/** Labels that another may push aside at once. */
const mostPushed = 3;

export interface LabelTask {
  /** Ways to write each label. */
  readonly choices: readonly (readonly LabelChoice[])[];
  /** Pairs of labels that stand next to each other on a line. */
  readonly neighbours: readonly (readonly [number, number])[];
  /** What labels must not lie over: marks, badges. */
  readonly obstacles: readonly Box[];
  /** What they had better not lie over: strokes of lines. */
  readonly strokes: readonly Box[];
  /** For each label a box around its mark, where the names of others would seem to be its own. */
  readonly surroundings: readonly Box[];
  readonly seed: number;
}

export interface PlacedLabels {
  readonly labels: readonly LabelChoice[];
  /** Labels that lie over another or over an obstacle. */
  readonly clashes: number;
  /** Labels that lie over a stroke, or close to another mark. */
  readonly poor: number;
}

/** A way for each label, found by choosing the cheapest for one label after the other, and for some together, until none gets cheaper. */
export function placeLabels(task: LabelTask): PlacedLabels {
  const { choices, neighbours, seed } = task;
  const own = ownCosts(task);
  const rivals = rivalsOf(choices);
  const beside = choices.map((): number[] => []);
  for (const [a, b] of neighbours) {
    beside[a]!.push(b);
    beside[b]!.push(a);
  }
  const chosen = own.map((costs) => costs.indexOf(Math.min(...costs)));
  const weights = new Map<string, number>();
  const costOf = (label: number, choice: number): number => {
    let cost = own[label]![choice]!;
    for (const other of beside[label]!)
      if (choices[other]![chosen[other]!]!.kind === choices[label]![choice]!.kind) cost -= alikeSaving;
    for (const rival of rivals[label]![choice]!)
      if (chosen[rival.label] === rival.choice) cost += clashCost * (weights.get(pairKey(label, rival.label)) ?? 1);
    return cost;
  };
  const cheapest = (label: number): number => {
    const costs = choices[label]!.map((_, choice) => costOf(label, choice));
    const best = costs.indexOf(Math.min(...costs));
    return costs[best]! < costs[chosen[label]!]! - 1e-9 ? best : chosen[label]!;
  };
  /** Gives a label a better way and what it pushes aside the next best, where that is cheaper for all of them together. */
  const pushThrough = (label: number): boolean => {
    const now = chosen[label]!;
    return choices[label]!.some((_, choice) => {
      const aside = rivals[label]![choice]!.filter((rival) => chosen[rival.label] === rival.choice);
      if (choice === now || aside.length > mostPushed) return false;
      const moved = [label, ...aside.map((rival) => rival.label)];
      const total = (): number => moved.reduce((sum, one) => sum + costOf(one, chosen[one]!), 0);
      const [before, kept] = [total(), moved.map((one) => chosen[one]!)];
      chosen[label] = choice;
      for (const other of moved.slice(1)) chosen[other] = cheapest(other);
      if (total() < before - 1e-9) return true;
      moved.forEach((one, i) => (chosen[one] = kept[i]!));
      return false;
    });
  };
  const drawn = draws(seedFor(seed, 'labels'));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let changes = 0;
    const order = drawn.shuffle([...choices.keys()]);
    for (const label of order) {
      const best = cheapest(label);
      if (best === chosen[label]) continue;
      chosen[label] = best;
      changes++;
    }
    if (changes === 0) for (const label of order) if (pushThrough(label)) changes++;
    if (changes > 0) continue;
    const clashing = clashesOf(chosen, own, rivals);
    if (clashing.pairs.length === 0) break;
    // What stays in each other's way gets dearer, until one of the two gives way (breakout local search).
    for (const [a, b] of clashing.pairs) weights.set(pairKey(a, b), (weights.get(pairKey(a, b)) ?? 1) * 1.5 + 0.5);
  }
  const isPoor = (choice: number, label: number): boolean =>
    own[label]![choice]! - choices[label]![choice]!.cost >= strokeCost;
  return {
    labels: chosen.map((choice, label) => choices[label]![choice]!),
    clashes: clashesOf(chosen, own, rivals).labels,
    poor: chosen.filter(isPoor).length,
  };
}

const pairKey = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);

function ownCosts({ choices, obstacles, strokes, surroundings }: LabelTask): readonly (readonly number[])[] {
  const things = new NearBoxes<{ readonly box: Box; readonly cost: number; readonly label?: number }>(40);
  for (const box of obstacles) things.add(boundsOf(box), { box, cost: clashCost });
  for (const box of strokes) things.add(boundsOf(box), { box, cost: strokeCost });
  surroundings.forEach((box, label) => things.add(boundsOf(box), { box, cost: mistakableCost, label }));
  return choices.map((ways, label) =>
    ways.map(({ box, cost }) => {
      let sum = cost;
      for (const thing of things.near(boundsOf(box)))
        if (thing.label !== label && overlap(box, thing.box)) sum += thing.cost;
      return sum;
    }),
  );
}

interface Rival {
  readonly label: number;
  readonly choice: number;
}

/** For each way of a label the ways of other labels that overlap it. */
function rivalsOf(choices: LabelTask['choices']): readonly (readonly (readonly Rival[])[])[] {
  const all = new NearBoxes<{ readonly label: number; readonly choice: number; readonly box: Box }>(60);
  choices.forEach((ways, label) => ways.forEach(({ box }, choice) => all.add(boundsOf(box), { label, choice, box })));
  return choices.map((ways, label) =>
    ways.map(({ box }) => {
      const found: Rival[] = [];
      for (const other of all.near(boundsOf(box)))
        if (other.label !== label && overlap(box, other.box)) found.push(other);
      return found;
    }),
  );
}

function clashesOf(
  chosen: readonly number[],
  own: readonly (readonly number[])[],
  rivals: readonly (readonly (readonly Rival[])[])[],
): { readonly pairs: readonly (readonly [number, number])[]; readonly labels: number } {
  const pairs = chosen.flatMap((choice, label) =>
    rivals[label]![choice]!.filter((rival) => rival.label > label && chosen[rival.label] === rival.choice).map(
      (rival): readonly [number, number] => [label, rival.label],
    ),
  );
  const overObstacles = chosen.filter((choice, label) => own[label]![choice]! >= clashCost).length;
  return { pairs, labels: pairs.length + overObstacles };
}
