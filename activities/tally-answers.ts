import { unparsableOutcomes } from '../reward/outcome.ts';
import { guessedPlan } from '../reward/guessed-plan.ts';
import { scoreAnswer } from '../reward/reward.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { isPlan } from '../transit/question.ts';
import { answeredQuestions } from './answered-questions.ts';
import type { AnsweredPart, Evaluation, RunRef } from './data.ts';
import { judging } from './reward-spec.ts';
import type { RolloutResult } from './rollout.ts';
import { specOf } from './run-spec.ts';
import { tallies, type Judged } from './tallies.ts';

export interface TallyAnswersInput {
  readonly run: RunRef;
  readonly label: string;
  readonly step: number;
  readonly batches: readonly ObjectRef[];
  readonly rollouts: readonly RolloutResult[];
  readonly notice: string;
}

/** What a reader must know besides: not all who answered had the very version, or round as the run did when it began. */
function told(notice: string, rollouts: readonly RolloutResult[]): string {
  if (rollouts.every(({ divergences = 0 }) => divergences === 0)) return notice;
  const diverged =
    'Some answers may be other ones: their worker rounds otherwise, or came to another version when it made updates again.';
  return [notice, diverged].filter(Boolean).join(' ');
}

interface JudgedAnswer extends Judged {
  readonly readable: boolean;
  readonly reward: number;
}

/** Judges the answers to the held-out questions and keeps the counts as a record of the run. */
export function tallyAnswersActivity(store: ObjectStore) {
  return async function tallyAnswers(input: TallyAnswersInput): Promise<Evaluation> {
    const { run, batches, rollouts, label, step, notice } = input;
    const parts = batches.map((batch, index): AnsweredPart => ({ batch, rollout: rollouts[index]!.rollout }));
    const [spec, answered] = await Promise.all([specOf(store, run), answeredQuestions(store, parts)]);
    const rules = judging(spec.reward);
    const judged = answered.map(({ posed: { question, stations }, answer }): JudgedAnswer => {
      const { accuracy, outcome, total } = scoreAnswer(answer?.text ?? '', question, stations, rules);
      const guessed = isPlan(question.kind) ? guessedPlan(question, stations, rules) : 0;
      return { question, right: accuracy, guessed, readable: !unparsableOutcomes.includes(outcome), reward: total };
    });
    const evaluation: Evaluation = {
      label,
      step,
      ...tallies(judged),
      answered: await store.putJson(parts),
      reward: judged.reduce((sum, { reward }) => sum + reward, 0) / Math.max(1, judged.length),
      unreadable: judged.filter(({ readable }) => !readable).length,
      notice: told(notice, rollouts),
    };
    return store.writeRecord(`runs/${run.name}/evaluations/${label}.json`, evaluation);
  };
}
