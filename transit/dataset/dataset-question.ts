import type { Difficulty, Question, QuestionKind } from '../question.ts';
import type { PublishedRow } from './published-row.ts';

/** A question of a published dataset, with the labels that the reward reads. Field names are the benchmark's. */
export interface DatasetQuestion extends Omit<Question, 'solution'>, Partial<Pick<Question, 'solution'>> {
  /** Place of its row in the dataset, counted from 0. */
  readonly row: number;
  /** Null where the dataset does not say. */
  readonly difficulty_question: Difficulty | null;
}

/**
 * The questions that a row asks, one or two; ids are `<row>`, or `<row>/short` and `<row>/long` where it asks for both. A plan of
 * ReasonMap-Train does not say its form: it is long where it asks for via stops.
 */
export function questionsOf(row: number, published: PublishedRow): readonly DatasetQuestion[] {
  return asked(published).map(({ kind, question, suffix }) => ({
    row,
    id: `${row}${suffix}`,
    kind,
    type: published.type,
    country: published.country,
    city: published.city,
    question,
    answer: published.type === 'planning' ? -1 : published.answer,
    difficulty_city: published.difficulty_city,
    difficulty_question: published.difficulty_question ?? null,
    city_line_count: published.city_line_count,
    city_transfer_count: published.city_transfer_count,
    question_transfer_count: published.question_transfer_count ?? 0,
    station_1: published.station_1 ?? '',
    station_2: published.station_2 ?? '',
    ...(suffix === '' && published.solution !== undefined && { solution: published.solution }),
  }));
}

interface Asked {
  readonly kind: QuestionKind;
  readonly question: string;
  readonly suffix: string;
}

function asked(published: PublishedRow): readonly Asked[] {
  if (published.type !== 'planning') return [{ kind: published.type, question: published.question, suffix: '' }];
  const { question, question_short: short, question_long: long } = published;
  if (short === undefined && long === undefined) {
    const text = question ?? '';
    return [{ kind: /via stops/i.test(text) ? 'planning_long' : 'planning_short', question: text, suffix: '' }];
  }
  return [
    ...(short === undefined ? [] : [{ kind: 'planning_short', question: short, suffix: '/short' } as const]),
    ...(long === undefined ? [] : [{ kind: 'planning_long', question: long, suffix: '/long' } as const]),
  ];
}
