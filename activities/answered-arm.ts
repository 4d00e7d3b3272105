import { MissingObject } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { armRecord, type ArmRecord } from './arm-record.ts';
import type { Evaluation } from './data.ts';
import { heldOutAnswers, type HeldOutAnswer } from './held-out-answers.ts';
import type { DigestedRun } from './open-comparison.ts';
import type { JudgingSpec } from './reward-spec.ts';

type EvaluationLabel = 'before' | 'after' | 'before-blank' | 'after-blank';

/** An arm that ended well, and how its policy answered the held-out questions. */
export interface AnsweredArm {
  readonly record: ArmRecord;
  /** What the policy that it began with came to. */
  readonly before: Evaluation;
  /** Those about blank paper are empty where the spec does not ask for them. */
  readonly answers: Readonly<Record<EvaluationLabel, readonly HeldOutAnswer[]>>;
}

async function needed<T>(store: ObjectStore, key: string): Promise<T> {
  const value = await store.readRecord<T>(key);
  if (value === undefined) throw new MissingObject(`record ${key} is not there`);
  return value;
}

/**
 * The arm of a run of a comparison with all answers that it is compared by. Throws {@link MissingObject} or `CorruptObject` where the arm
 * was not trained, or anything of it is lost or not what it was: only training it again gives it then.
 */
export async function answeredArm(
  store: ObjectStore,
  { digest, spec }: DigestedRun,
  judging: JudgingSpec,
): Promise<AnsweredArm> {
  const record = await needed<ArmRecord>(store, armRecord(digest));
  const evaluation = (label: EvaluationLabel): Promise<Evaluation> =>
    needed(store, `runs/${record.run}/evaluations/${label}.json`);
  const answers = async (label: EvaluationLabel): Promise<readonly HeldOutAnswer[]> =>
    heldOutAnswers(store, await evaluation(label), judging);
  const before = await evaluation('before');
  const onBlank = async (label: EvaluationLabel): Promise<readonly HeldOutAnswer[]> =>
    spec.evaluation.blank ? answers(label) : [];
  return {
    record,
    before,
    answers: {
      before: await heldOutAnswers(store, before, judging),
      after: await answers('after'),
      'before-blank': await onBlank('before-blank'),
      'after-blank': await onBlank('after-blank'),
    },
  };
}
