import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { keptArm } from './arm-record.ts';
import type { ComparisonMaterial } from './open-comparison.ts';
import type { CurriculumSpec } from './spec.ts';

export interface FindArmInput {
  readonly material: ObjectRef;
  /** Which of the comparison's runs. */
  readonly index: number;
}

export interface FoundArm {
  /** What to train; null where the arm was trained with this seed already. */
  readonly spec: CurriculumSpec | null;
}

/** Looks whether a run of a comparison has been made already, by this comparison or by any other. */
export function findArmActivity(store: ObjectStore) {
  return async function findArm({ material, index }: FindArmInput): Promise<FoundArm> {
    const { runs } = await store.getJson<ComparisonMaterial>(material);
    const { digest, spec } = runs[index]!;
    return { spec: (await keptArm(store, digest)) ? null : spec };
  };
}
