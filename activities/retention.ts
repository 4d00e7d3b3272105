import type { Retired } from '../store/run-records.ts';
import type { RetentionSpec } from './retention-spec.ts';

/** A snapshot as retention sees it. */
export interface RatedSnapshot {
  readonly step: number;
  readonly stage: string;
  /** The higher the better, among those of its stage; undefined where nothing rates it. */
  readonly rating?: number | undefined;
  /** Whether it was let go before: its bytes may be gone. */
  readonly retired?: boolean;
}

/** What there is to be let go of a run: of a sort that is old enough for it. */
export interface Droppable {
  /** In order of their steps. */
  readonly snapshots: readonly RatedSnapshot[];
  /** Whether the run is over, for good. */
  readonly hasEnded: boolean;
}

/** Who relies on a run from outside. */
export interface Reliance {
  /** Versions that arms, evaluations and the like name. */
  readonly steps: readonly number[];
  /** Whether somebody compares its answers. */
  readonly answers: boolean;
}

/** What a run's retention lets go. */
export interface LetGo {
  /** Steps whose snapshots go. */
  readonly snapshots: ReadonlySet<number>;
  /** Whether batches of the log go, those of {@link relied} spared. */
  readonly log: boolean;
  /** Steps that must be made again to come to a version that is relied on. */
  readonly relied: ReadonlySet<number>;
  readonly predictions: boolean;
}

export const nothingGoes: LetGo = { snapshots: new Set(), log: false, relied: new Set(), predictions: false };

function bestOfStages(snapshots: readonly RatedSnapshot[]): readonly number[] {
  const best = new Map<string, { readonly step: number; readonly rating: number }>();
  for (const { step, stage, rating } of snapshots) {
    if (rating !== undefined && rating > (best.get(stage)?.rating ?? -Infinity)) best.set(stage, { step, rating });
  }
  return [...best.values()].map(({ step }) => step);
}

/** The steps of the snapshots that stay for the run's own sake: the first, which it began with, the newest, and what its spec asks for. */
export function keptSteps(
  { last, every }: RetentionSpec['snapshots'],
  snapshots: readonly RatedSnapshot[],
): ReadonlySet<number> {
  const steps = snapshots.map(({ step }) => step);
  return new Set([
    ...steps.slice(0, 1),
    ...steps.slice(-last),
    ...(every === null ? [] : steps.filter((step) => step % every === 0)),
    ...bestOfStages(snapshots),
  ]);
}

/** Of what is said to be let go, what a spec never lets go of a run with snapshots at these steps, whatever rates them best. */
export function neverLetGo(
  retention: RetentionSpec | undefined,
  { snapshots, log, predictions }: Retired,
  steps: readonly number[],
): Pick<LetGo, 'snapshots' | 'log' | 'predictions'> {
  // One of the newest now was among the newest at any time before.
  const kept = retention
    ? keptSteps(
        retention.snapshots,
        steps.map((step) => ({ step, stage: '' })),
      )
    : new Set(steps);
  return {
    snapshots: new Set([...snapshots].filter((step) => kept.has(step))),
    log: log && !(retention && 'log' in retention && retention.log === 'drop'),
    predictions: predictions && retention?.predictions !== 'drop',
  };
}

/** What goes of a run. What is not droppable yet is not seen here: it stays. */
export function letGo(
  retention: RetentionSpec,
  { snapshots, hasEnded }: Droppable,
  { steps, answers }: Reliance,
): LetGo {
  const newestUpTo = (step: number, among: readonly RatedSnapshot[]): number =>
    among.findLast((snapshot) => snapshot.step <= step)?.step ?? step;
  const whole = snapshots.filter(({ retired }) => !retired);
  const bases = steps.map((step) => ({ step, base: newestUpTo(step, whole) }));
  const kept = new Set([
    ...keptSteps(retention.snapshots, snapshots),
    ...bases.flatMap(({ step, base }) => [base, newestUpTo(step, snapshots)]),
  ]);
  return {
    snapshots: new Set(snapshots.flatMap(({ step }) => (kept.has(step) ? [] : [step]))),
    log: hasEnded && 'log' in retention && retention.log === 'drop',
    relied: new Set(bases.flatMap(({ step, base }) => Array.from({ length: step - base }, (_, index) => base + index))),
    predictions: hasEnded && !answers && retention.predictions === 'drop',
  };
}
