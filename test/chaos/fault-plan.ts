import { dealByShare } from '../../transit/deal.ts';
import { draws, seedFor } from '../../transit/seed.ts';
import { waitingKinds, type FaultKind } from './fault-kinds.ts';

/** Parts of a run: up to its first update, up to its last, and after it. */
export type RunPart = 'opening' | 'training' | 'ending';

/** One fault as it is planned: what, and when. */
export interface Fault {
  readonly kind: FaultKind;
  readonly during: RunPart;
  /** When: after this share of the part, or in training of a step. */
  readonly moment: number;
  /** Of the choices that are left to who injects it. */
  readonly seed: number;
}

interface PlanOptions {
  readonly faults: number;
  readonly seed: number;
  readonly kinds: readonly FaultKind[];
}

const resolution = 1_000_000;
/** One of so many faults comes before the first update, and one after the last. */
const oneAtEachEnd = 20;

/**
 * The faults of a seed in order. Kinds come as often as each other, give or take one; moments are uniform. Where three or more are asked
 * for, some that wait for nothing come before and after training.
 */
export function faultPlan({ faults, seed, kinds }: PlanOptions): readonly Fault[] {
  const name = ['chaos', seed] as const;
  const shares = kinds.map((kind) => [kind, 1] as const);
  const dealt = dealByShare(shares, faults, name);
  const atOnce = [...dealt.keys()].filter((index) => !waitingKinds.includes(dealt[index]!));
  const atEachEnd = faults < 3 ? 0 : Math.min(Math.ceil(faults / oneAtEachEnd), Math.floor(atOnce.length / 2));
  const opening = new Set(atOnce.slice(0, atEachEnd));
  const ending = new Set(atOnce.slice(atOnce.length - atEachEnd));
  const planned = dealt.map((kind, index): Fault => {
    const drawn = draws(seedFor(...name, 'fault', index));
    const during = opening.has(index) ? 'opening' : ending.has(index) ? 'ending' : 'training';
    return { kind, during, moment: drawn.below(resolution) / resolution, seed: drawn.below(2 ** 31) };
  });
  const of = (part: RunPart): readonly Fault[] => planned.filter(({ during }) => during === part);
  return [...of('opening'), ...of('training'), ...of('ending').toSorted((a, b) => a.moment - b.moment)];
}
