import { questionTypes, type DenseType, type QuestionType } from '../question.ts';
import { draws, seedFor, type Draws } from '../seed.ts';
import { linesInTotalQuestions, linesThroughQuestions, stopsBetweenQuestions } from './counting.ts';
import type { Dealt } from './deal.ts';
import type { DenseQuestion } from './dense-question.ts';
import { mapDifficulty } from './difficulty.ts';
import { planningQuestions } from './planning.ts';
import type { CityFields, DenseRow, QuestionRow } from './question-row.ts';
import type { TransitCity } from './transit-city.ts';
import { onLineQuestions, sameLineQuestions } from './yes-no.ts';

export interface CityQuestionSpec {
  readonly seed: number;
  /** Questions of each type; of Counting3 a city has one. */
  readonly perType: number;
  readonly types?: readonly QuestionType[];
  /** Paths of map and station list, as the rows shall name them. */
  readonly figure: string;
  readonly json: string;
}

export interface CityQuestions {
  readonly rows: readonly QuestionRow[];
  /** Types of which the city gives fewer than asked for, with the reason. */
  readonly shortages: readonly { readonly type: QuestionType; readonly reason: string }[];
}

const denseWriters: Readonly<
  Record<DenseType, (city: TransitCity, count: number, drawn: Draws) => Dealt<DenseQuestion>>
> = {
  TorF1: sameLineQuestions,
  TorF2: onLineQuestions,
  Counting1: stopsBetweenQuestions,
  Counting2: linesThroughQuestions,
  Counting3: linesInTotalQuestions,
};

/** The questions of a city: no two of a type alike, types in order, within a type by seed. A pure function of its inputs. */
export function cityQuestionSet(city: TransitCity, spec: CityQuestionSpec): CityQuestions {
  const fields: CityFields = {
    country: city.country,
    city: city.city,
    figure: spec.figure,
    json: spec.json,
    difficulty_city: mapDifficulty(city),
    city_line_count: city.lines.length,
    city_transfer_count: city.transferEntries,
  };
  const sets = (spec.types ?? questionTypes).map((type) => {
    const drawn = draws(seedFor(spec.seed, 'city-questions', city.country, city.city, type));
    const { questions, shortage } = dealtRows(type, city, fields, spec.perType, drawn);
    return { rows: drawn.shuffle(questions), shortages: shortage === undefined ? [] : [{ type, reason: shortage }] };
  });
  return { rows: sets.flatMap(({ rows }) => rows), shortages: sets.flatMap(({ shortages }) => shortages) };
}

function dealtRows(
  type: QuestionType,
  city: TransitCity,
  fields: CityFields,
  count: number,
  drawn: Draws,
): Dealt<QuestionRow> {
  if (type === 'planning') {
    const { questions, ...rest } = planningQuestions(city, count, drawn);
    return { ...rest, questions: questions.map((plan) => ({ type, answer: -1, ...plan, ...fields })) };
  }
  const { questions, ...rest } = denseWriters[type](city, count, drawn);
  const labels = { difficulty_question: fields.difficulty_city, question_transfer_count: 0 };
  return { ...rest, questions: questions.map((question): DenseRow => ({ type, ...question, ...labels, ...fields })) };
}
