import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { questionSet } from '../transit/question-set.ts';
import type { RunRef } from './data.ts';
import { pose } from './pose.ts';
import { curriculumOf } from './run-spec.ts';

export interface SelectBatchInput {
  readonly run: RunRef;
  readonly stage: string;
  readonly step: number;
}

/** The questions of a step: a pure function of the run's seed, the stage and the step. */
export function selectBatchActivity(store: ObjectStore) {
  return async function selectBatch({ run, stage, step }: SelectBatchInput): Promise<ObjectRef> {
    const { seed, stages, rollout, maps } = await curriculumOf(store, run);
    const planned = stages.find(({ name }) => name === stage);
    if (!planned) throw new Error(`run ${run.name} has no stage "${stage}"`);
    const questions = questionSet({
      split: 'train',
      name: [seed, stage, step],
      kinds: planned.kinds,
      count: rollout.questions,
      difficulties: maps.difficulties,
    });
    return store.putJson(await pose(store, questions, maps.style));
  };
}
