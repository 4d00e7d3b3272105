import { difficulties, isPlan, questionKinds, type Question, type QuestionKind } from '../transit/question.ts';
import { generated } from '../transit/random-network.ts';
import type { Evaluation, Tally } from './data.ts';

/** A question and what became of its answer. */
export interface Judged {
  readonly question: Question;
  readonly right: boolean;
}

/** Each kind's most frequent right answer: the best that a policy can say that always says the same. */
type ConstantAnswers = ReadonlyMap<QuestionKind, number>;

const asksForPlan = ({ question: { kind } }: Judged): boolean => isPlan(kind);

/** Of the dense kinds alone: a plan that is right for one question is so for no other. The smallest of those equally frequent. */
function constantAnswers(judged: readonly Judged[]): ConstantAnswers {
  return new Map(
    questionKinds.flatMap((kind) => {
      const labels = judged
        .filter((each) => each.question.kind === kind && !asksForPlan(each))
        .map(({ question }) => question.answer)
        .toSorted((a, b) => a - b);
      const timesOf = (label: number): number => labels.filter((other) => other === label).length;
      const [first, ...others] = new Set(labels);
      if (first === undefined) return [];
      return [[kind, others.reduce((best, label) => (timesOf(label) > timesOf(best) ? label : best), first)] as const];
    }),
  );
}

function tally(label: string, judged: readonly Judged[], constants: ConstantAnswers): Tally {
  return {
    label,
    count: judged.length,
    right: judged.filter(({ right }) => right).length,
    constant: judged.filter(({ question: { kind, answer } }) => constants.get(kind) === answer).length,
  };
}

/** Counts the answers to random maps' questions by kind, difficulty and transfers, and those to real cities' by city. */
export function tallies(
  judged: readonly Judged[],
): Required<Pick<Evaluation, 'byKind' | 'byDifficulty' | 'byTransfers' | 'byCity'>> {
  const random = judged.filter(({ question }) => question.country === generated);
  const real = judged.filter(({ question }) => question.country !== generated);
  const plans = random.filter(asksForPlan);
  const dense = random.filter((each) => !asksForPlan(each));
  const constants = constantAnswers(random);
  const cityConstants = constantAnswers(real);
  const transfers = [...new Set(plans.map(({ question }) => question.question_transfer_count))].sort((a, b) => a - b);
  const cities = [...new Set(real.map(({ question }) => question.city))].sort();
  const of = (label: string, among: readonly Judged[], holds: (question: Question) => boolean): Tally =>
    tally(
      label,
      among.filter(({ question }) => holds(question)),
      among === real ? cityConstants : constants,
    );
  return {
    byKind: questionKinds.map((kind) => of(kind, random, (question) => question.kind === kind)),
    byDifficulty: Object.entries({ dense, planning: plans }).flatMap(([family, among]) =>
      difficulties.map((difficulty) =>
        of(`${family}, ${difficulty} maps`, among, (question) => question.difficulty_city === difficulty),
      ),
    ),
    byTransfers: transfers.map((count) =>
      of(
        `${count} transfer${count === 1 ? '' : 's'}`,
        plans,
        ({ question_transfer_count }) => question_transfer_count === count,
      ),
    ),
    byCity: cities.map((name) => of(name, real, ({ city }) => city === name)),
  };
}
