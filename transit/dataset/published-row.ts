import { z } from 'zod';

import { type DenseType, difficulties, questionTypes, type QuestionType } from '../question.ts';

/** Whole numbers as publishers write them: columns of 64 bits, text, yes and no. */
function wholeNumber(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
}

const whole = (least: number, most: number) => z.preprocess(wholeNumber, z.int().min(least).max(most));

/** A field that a row leaves empty is as one that is not there. */
const optional = <Output>(schema: z.ZodType<Output>) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());

const count = whole(0, 1_000_000);
const name = z.string().trim().min(1).max(200);
const text = z.string().trim().min(1).max(20_000);

const common = {
  country: name,
  city: name,
  difficulty_city: z.enum(difficulties),
  difficulty_question: optional(z.enum(difficulties)),
  city_line_count: count,
  city_transfer_count: count,
  /** A right answer in full: a field of ours, which the published datasets do not have. */
  solution: optional(text),
};

/** A row of ReasonMap-Plus, or one of its kind in ReasonMap-Train. */
const dense = (answer: z.ZodType<number>) =>
  z.object({
    ...common,
    question: text,
    answer,
    question_transfer_count: optional(count),
    station_1: optional(name),
    station_2: optional(name),
  });

/** A row of ReasonMap, which asks for a short and for a long answer, or a planning row of ReasonMap-Train, which asks for one. */
const planning = z
  .object({
    ...common,
    question: optional(text),
    question_short: optional(text),
    question_long: optional(text),
    question_transfer_count: count,
    station_1: name,
    station_2: name,
  })
  .refine((row) => row.question !== undefined || row.question_short !== undefined || row.question_long !== undefined, {
    path: ['question'],
    error: 'is missing',
  });

/** What a row of each type must say. An answer is what the reward compares with: yes is 1, an option its index, -1 for a route. */
const schemas = {
  TorF1: dense(whole(0, 1)),
  TorF2: dense(whole(0, 1)),
  Counting1: dense(whole(0, 3)),
  Counting2: dense(count),
  Counting3: dense(count),
  planning,
} as const satisfies Readonly<Record<QuestionType, z.ZodType>>;

export type PublishedRow =
  | (z.output<ReturnType<typeof dense>> & { readonly type: DenseType })
  | (z.output<typeof planning> & { readonly type: 'planning' });

/**
 * Reads a row of ReasonMap, ReasonMap-Plus or ReasonMap-Train (fields of the released code), or tells every field that is wrong.
 * Fields that we do not know are passed over; figure, station list and routes are read elsewhere.
 */
export function readRow(
  fields: Readonly<Record<string, unknown>>,
): PublishedRow | { readonly reasons: readonly string[] } {
  const type = fields['type'] ?? ('question_short' in fields ? 'planning' : undefined);
  const known = questionTypes.find((each) => each === type);
  if (known === undefined) return { reasons: [`type: must be one of ${questionTypes.join(', ')}`] };
  const { data, error } = schemas[known].safeParse(fields);
  if (error) return { reasons: error.issues.map(({ path, message }) => `${path.join('.')}: ${plain(message)}`) };
  return { ...data, type: known } as PublishedRow;
}

/** What zod says, without the words that every message begins with. */
const plain = (message: string): string =>
  message.replace(/^Invalid (?:input|option): /, '').replace(/^expected .*, received undefined$/, 'is missing');
