import { difficulties, isPlan, questionKinds, type Question, type QuestionKind } from '../transit/question.ts';
import { generated } from '../transit/random-network.ts';
import type { Evaluation, Tally } from './data.ts';

/** A question and what became of its answer. */
export interface Judged {
  readonly question: Question;
  readonly right: boolean;
  /** The chance that a plan is guessed; 0 for what asks for none. */
  readonly guessed: number;
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

/** A city asked about, by the name that it is shown under. */
interface City {
  readonly label: string;
  readonly country: string;
  readonly city: string;
}

/** By name; with its country where another country has a city of that name too. */
function citiesOf(judged: readonly Judged[]): readonly City[] {
  const places = judged.map(({ question: { country, city } }) => ({ country, city }));
  const distinct = [...new Map(places.map((place) => [JSON.stringify([place.city, place.country]), place])).values()];
  const isShared = (name: string): boolean => distinct.filter(({ city }) => city === name).length > 1;
  return distinct
    .map((place) => ({ ...place, label: isShared(place.city) ? `${place.city} (${place.country})` : place.city }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

function tally(label: string, judged: readonly Judged[], constants: ConstantAnswers): Tally {
  return {
    label,
    count: judged.length,
    right: judged.filter(({ right }) => right).length,
    constant: judged.reduce(
      (sum, { question: { kind, answer }, guessed }) => sum + Number(constants.get(kind) === answer) + guessed,
      0,
    ),
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
    byCity: citiesOf(real).map(({ label, ...place }) =>
      of(label, real, ({ country, city }) => country === place.country && city === place.city),
    ),
  };
}
