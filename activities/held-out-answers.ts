import { scoreAnswer } from '../reward/reward.ts';
import { MissingObject } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { generated } from '../transit/random-network.ts';
import { isPlan, questionKinds, type Question, type QuestionKind } from '../transit/question.ts';
import { answeredQuestions } from './answered-questions.ts';
import type { AnsweredPart, Evaluation } from './data.ts';
import { judging, type JudgingSpec } from './reward-spec.ts';
import { families, sumOfTallies } from './tally-sums.ts';

/** A held-out question and what became of its answer. */
export interface HeldOutAnswer {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly onRandomMap: boolean;
  readonly right: boolean;
  readonly reward: number;
}

/** Something that is measured on answers: which it counts, and what each counts for. */
export interface MeasureOf {
  readonly name: string;
  readonly isShare: boolean;
  readonly counts: (answer: HeldOutAnswer) => boolean;
  readonly value: (answer: HeldOutAnswer) => number;
}

const right = (answer: HeldOutAnswer): number => Number(answer.right);

const sums: readonly MeasureOf[] = [
  { name: 'dense', counts: (answer) => answer.onRandomMap && !isPlan(answer.kind), isShare: true, value: right },
  { name: 'planning', counts: (answer) => answer.onRandomMap && isPlan(answer.kind), isShare: true, value: right },
];

/** All that comparisons measure. A measure that no question counts for is left out. */
export const measures: readonly MeasureOf[] = [
  ...sums,
  ...questionKinds.map((kind) => ({
    name: kind,
    counts: (answer: HeldOutAnswer) => answer.onRandomMap && answer.kind === kind,
    isShare: true,
    value: right,
  })),
  { name: 'reward', counts: ({ onRandomMap }) => onRandomMap, isShare: false, value: ({ reward }) => reward },
  { name: 'cities', counts: ({ onRandomMap }) => !onRandomMap, isShare: true, value: right },
];

/** Measures of which the control on blank paper and the level of guessing are shown. */
export const controlMeasures: readonly string[] = sums.map(({ name }) => name);

/** The share of right answers that guessing gets, by measure, where the evaluation tells. */
export function guessing({ byKind }: Evaluation): Readonly<Record<string, number>> {
  const { dense, plans } = families(byKind);
  return Object.fromEntries(
    Object.entries({ dense, planning: plans }).flatMap(([measure, tallies]) => {
      const { count, constant } = sumOfTallies(measure, tallies);
      return constant !== undefined && count > 0 ? [[measure, constant / count] as const] : [];
    }),
  );
}

const wasGenerated = ({ country }: Question): boolean => country === generated;

/**
 * The answers of an evaluation, each judged anew by the rules that all are compared by, in the order of the questions. Throws
 * {@link MissingObject} or `CorruptObject` where they are not there or not what they were.
 */
export async function heldOutAnswers(
  store: ObjectStore,
  { answered, label }: Evaluation,
  rules: JudgingSpec,
): Promise<readonly HeldOutAnswer[]> {
  if (!answered)
    throw new MissingObject(`the evaluation ${label} does not name its answers: it is of an earlier release`);
  const parts = await store.getJson<readonly AnsweredPart[]>(answered);
  return (await answeredQuestions(store, parts)).map(({ posed: { question, stations }, answer }): HeldOutAnswer => {
    const { accuracy, total } = scoreAnswer(answer?.text ?? '', question, stations, judging(rules));
    const { id, kind } = question;
    return { id, kind, onRandomMap: wasGenerated(question), right: accuracy, reward: total };
  });
}
