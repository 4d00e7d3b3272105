import { intact } from '../store/errors.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { answeredArm } from './answered-arm.ts';
import type { ComparisonMaterial } from './open-comparison.ts';
import type { CurriculumSpec } from './spec.ts';

export interface FindArmInput {
  readonly material: ObjectRef;
  /** Which of the comparison's runs. */
  readonly index: number;
}

export interface FoundArm {
  /** What to train; null where the arm was trained with this seed already, and its answers are whole. */
  readonly spec: CurriculumSpec | null;
}

/** Looks whether a run of a comparison has been made already, by this comparison or by any other. */
export function findArmActivity(store: ObjectStore) {
  return async function findArm({ material, index }: FindArmInput): Promise<FoundArm> {
    const { runs, judging } = await store.getJson<ComparisonMaterial>(material);
    const run = runs[index]!;
    return { spec: (await intact(answeredArm(store, run, judging))) ? null : run.spec };
  };
}
