import type { ArmState } from '../report/comparison/types.ts';
import { intact } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { answeredArm, type AnsweredArm } from './answered-arm.ts';
import type { ComparisonMaterial, DigestedRun } from './open-comparison.ts';

/** What became of a run of a comparison. */
export interface RunStanding {
  readonly state: ArmState;
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** A run as a comparison shows it: with answers, which count, or without. */
export interface ShownRun {
  readonly run: DigestedRun;
  readonly standing: RunStanding;
  readonly answered?: AnsweredArm;
}

/** Why the store has no answers of a run that can be compared. */
interface Lost {
  readonly lost: string;
}

const endedWell: readonly ArmState[] = ['finished', 'reused'];

/**
 * What is shown of a run, by what the workflow says of it and what the store has of its arm. Whoever trained the arm, answers that are there
 * are used, and the run is then one that ended well; one that ended well whose answers are lost has failed.
 */
export function shownRun(run: DigestedRun, standing: RunStanding, kept: AnsweredArm | Lost): ShownRun {
  const isDone = endedWell.includes(standing.state);
  if (!('lost' in kept)) return { run, standing: isDone ? standing : { state: 'reused' }, answered: kept };
  return { run, standing: isDone ? { state: 'failed', reason: kept.lost } : standing };
}

const asked = ({ answers }: AnsweredArm): string =>
  JSON.stringify(Object.values(answers).map((list) => list.map(({ id }) => id)));

/** What most were asked; of as many, what the earlier ones were. */
function askedOfMost(arms: readonly AnsweredArm[]): string | undefined {
  const counts = new Map<string, number>();
  for (const each of arms.map(asked)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

const strangeQuestions =
  'it was asked other held-out questions than most runs here: its answers cannot be set beside theirs; without the record of its arm, arms/<digest>.json, it would be trained again';

/** Reads what the store has of each run. What is lost or damaged of one costs the others nothing. */
export async function shownRuns(
  store: ObjectStore,
  { runs, judging }: ComparisonMaterial,
  standings: readonly RunStanding[],
): Promise<readonly ShownRun[]> {
  const kept: (AnsweredArm | Lost)[] = [];
  for (const run of runs) {
    let lost = '';
    const answered = await intact(answeredArm(store, run, judging), ({ message }) => {
      lost = `${message}: started again, the comparison trains it again`;
    });
    kept.push(answered ?? { lost });
  }
  const common = askedOfMost(kept.flatMap((each) => ('lost' in each ? [] : each)));
  const isComparable = (each: AnsweredArm | Lost): boolean => 'lost' in each || asked(each) === common;
  return runs.map((run, index) => {
    const found = kept[index]!;
    return shownRun(run, standings[index]!, isComparable(found) ? found : { lost: strangeQuestions });
  });
}
