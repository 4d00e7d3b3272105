import type { Interval } from './bootstrap.ts';
import { studentQuantile, studentWithin } from './student-t.ts';

/** What one method scored: a row for each seed, a column for each question; all rows have the same questions. */
export type SeedsByQuestions = readonly (readonly number[])[];

/** A mean over seeds and questions. */
export interface CrossedMean extends Interval {
  readonly mean: number;
}

export interface CrossedDifference extends Interval {
  readonly difference: number;
  /** Two-sided, of no difference. Not corrected for how many differences are looked at. */
  readonly p: number;
}

/** A part of the variance of a mean, and the degrees of freedom that it was estimated with. */
interface Component {
  readonly variance: number;
  readonly degrees: number;
}

const confidence = 0.95;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the mean of independent values; one value alone says nothing of it and adds none. */
function component(values: readonly number[]): Component {
  const degrees = values.length - 1;
  if (degrees < 1) return { variance: 0, degrees: 1 };
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { variance: squares / degrees / values.length, degrees };
}

/** The standard error of independent parts together, with Welch and Satterthwaite's degrees of freedom, rounded down. */
function together(parts: readonly Component[]): { readonly error: number; readonly degrees: number } {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const spread = parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0);
  const degrees = spread === 0 ? 1 : Math.max(1, Math.floor(variance ** 2 / spread + 1e-9));
  return { error: Math.sqrt(variance), degrees };
}

const seedMeans = (rows: SeedsByQuestions): readonly number[] => rows.map(mean);

const questionMeans = (rows: SeedsByQuestions): readonly number[] =>
  (rows[0] ?? []).map((_, question) => mean(rows.map((row) => row[question]!)));

/**
 * The mean of a method with its 95 % interval over new seeds and new questions alike: seeds and questions are crossed, so the
 * variances of the seeds' means and of the questions' means add up (two-way clustering, Cameron, Gelbach & Miller 2011, without
 * taking off what both hold, which makes it a little too wide). Where three seeds decide there are two degrees of freedom, and t says what
 * that is worth. With one seed the interval is over questions alone.
 */
export function crossedMean(rows: SeedsByQuestions): CrossedMean {
  const { error, degrees } = together([component(seedMeans(rows)), component(questionMeans(rows))]);
  const centre = mean(seedMeans(rows));
  const half = error === 0 ? 0 : studentQuantile(confidence, degrees) * error;
  return { mean: centre, low: centre - half, high: centre + half };
}

/** How much better one method is than another at the same questions: paired by question, each with seeds of its own. */
export function crossedDifference(ours: SeedsByQuestions, theirs: SeedsByQuestions): CrossedDifference {
  const [here, there] = [questionMeans(ours), questionMeans(theirs)];
  const changes = here.map((value, question) => value - there[question]!);
  const { error, degrees } = together([component(seedMeans(ours)), component(seedMeans(theirs)), component(changes)]);
  const difference = mean(changes);
  if (error === 0) return { difference, low: difference, high: difference, p: difference === 0 ? 1 : 0 };
  const half = studentQuantile(confidence, degrees) * error;
  const p = 1 - studentWithin(difference / error, degrees);
  return { difference, low: difference - half, high: difference + half, p };
}
