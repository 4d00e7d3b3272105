import type { Interval } from './bootstrap.ts';
import { crossing } from './crossing.ts';
import { mcnemar } from './mcnemar.ts';
import { measureScales, type MeasureScale } from './measure-scales.ts';
import { studentQuantile } from './student-t.ts';

/** What one method scored: a row for each seed, a column for each question; all rows have the same questions. */
export type SeedsByQuestions = readonly (readonly number[])[];

/** A mean over seeds and questions. */
export interface CrossedMean extends Interval {
  readonly mean: number;
}

export interface CrossedDifference extends Interval {
  readonly difference: number;
  /** Two-sided, of no difference; `leastP` stands for all below it. Not corrected for how many differences are looked at. */
  readonly p: number;
}

/** A part of the variance of a mean, and the degrees of freedom that it was estimated with. */
interface Component {
  readonly variance: number;
  readonly degrees: number;
}

/** An interval at every level: from `centre - half(level)` to `centre + half(level)`. */
interface Estimate {
  readonly centre: number;
  readonly half: (level: number) => number;
}

const level = 0.05;

/** Student's t says nothing of tails further out than this, so far from normal numbers. */
export const leastP = 1e-9;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sums that are equal on paper differ in their last bits. */
const alike = 1e-12;

/** Of the mean of independent values; one value alone says nothing of it and adds none. */
function component(values: readonly number[]): Component {
  const degrees = values.length - 1;
  if (degrees < 1) return { variance: 0, degrees: 1 };
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const isSpread = squares > values.length * (alike * centre) ** 2;
  return { variance: isSpread ? squares / degrees / values.length : 0, degrees };
}

const seedMeans = (rows: SeedsByQuestions): readonly number[] => rows.map(mean);

const questionMeans = (rows: SeedsByQuestions): readonly number[] =>
  (rows[0] ?? []).map((_, question) => mean(rows.map((row) => row[question]!)));

/** Seeds' shares go by steps of one question; that rounding hides a variance of step² / 12, seeds that agree included. */
function seedComponent(rows: SeedsByQuestions, { step }: MeasureScale): Component {
  const { variance, degrees } = component(seedMeans(rows));
  const rounding = rows.length < 2 ? 0 : (step / rows[0]!.length) ** 2 / 12 / rows.length;
  return { variance: variance + rounding, degrees };
}

const change = (value: number, from: number): number =>
  Math.abs(value - from) <= alike * Math.abs(from) ? 0 : value - from;

function estimate(seeds: readonly Component[], questions: readonly number[]): Estimate {
  const parts = [...seeds, component(questions)].filter(({ variance }) => variance > 0);
  const width = (level: number, { variance, degrees }: Component): number =>
    studentQuantile(1 - level, degrees) * Math.sqrt(variance);
  return { centre: mean(questions), half: (level) => Math.hypot(...parts.map((part) => width(level, part))) };
}

function within([lowest, highest]: readonly [number, number], { centre, half }: Estimate): Interval {
  return { low: Math.max(lowest, centre - half(level)), high: Math.min(highest, centre + half(level)) };
}

/** The level at which the interval touches 0. */
function pOf({ centre, half }: Estimate): number {
  const away = Math.abs(centre);
  if (away === 0) return 1;
  const beyond = (logLevel: number): number => Math.log(away / half(Math.exp(logLevel)));
  return Math.exp(crossing(beyond, Math.log(leastP), -1e-9));
}

/**
 * The mean of a method with its 95 % interval over new seeds and new questions alike. Seeds and questions are crossed, so the
 * variances of the seeds' means and of the questions' means add up (two-way clustering, Cameron, Gelbach & Miller 2011, without
 * taking off what both hold, which makes it a little too wide). Each variance is multiplied by the square of its own quantile of
 * Student's t, two degrees of freedom for three seeds, and half of the interval is the root of the sum: of normal parts that holds
 * the truth at least as often as it says, whatever their variances are (Banerjee 1960, Sankhya 22, 357-358), also where seeds lie
 * close together by luck. Shares get added questions, so that none has an interval without width. With one seed the interval is
 * over questions alone.
 */
export function crossedMean(rows: SeedsByQuestions, { isShare }: { readonly isShare: boolean }): CrossedMean {
  const scale = measureScales[isShare ? 'share' : 'amount'];
  const { ends, added } = scale.mean;
  const found = estimate([seedComponent(rows, scale)], [...questionMeans(rows), ...added]);
  return { mean: mean(seedMeans(rows)), ...within(ends, found) };
}

/**
 * How much better one method is than another at the same questions: paired by question, each with seeds of its own, whose variances
 * are two parts beside that of the questions' changes; the interval is as of a mean. Amounts that all change alike have no interval
 * to invert: there p is that of the sign test over questions.
 */
export function crossedDifference(
  ours: SeedsByQuestions,
  theirs: SeedsByQuestions,
  { isShare }: { readonly isShare: boolean },
): CrossedDifference {
  const scale = measureScales[isShare ? 'share' : 'amount'];
  const { ends, added } = scale.difference;
  const [here, there] = [questionMeans(ours), questionMeans(theirs)];
  const changes = here.map((value, question) => change(value, there[question]!));
  const found = estimate([seedComponent(ours, scale), seedComponent(theirs, scale)], [...changes, ...added]);
  const difference = mean(changes);
  const isBare = difference !== 0 && found.half(level) === 0;
  const p = isBare ? Math.max(leastP, mcnemar(changes.length, 0)) : pOf(found);
  return { difference, ...within(ends, found), p };
}
