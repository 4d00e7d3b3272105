import { normalQuantile, wilson, type Proportion } from '../report/wilson.ts';
import { studentQuantile } from '../reward/statistics/student-t.ts';
import type { Tally } from './data.ts';
import { sumOfTallies } from './tally-sums.ts';

const confidence = 0.95;

/**
 * The share of right answers over cities, of which each is a cluster: questions about one map hang together. Wilson's interval of as many
 * independent questions as would vary so (Kish's design effect, by the linearised variance of a ratio over clusters), fewer still for
 * the degrees of freedom, cities less one (Korn & Graubard 1998); never of more than were asked. Over questions alone where one city tells
 * nothing of others, or where all cities have the same share.
 */
export function cityShare(cities: readonly Tally[]): Proportion {
  const { count, right } = sumOfTallies('all', cities);
  const degrees = cities.length - 1;
  if (degrees < 1 || count === 0) return wilson(right, count);
  const mean = right / count;
  const squares = cities.reduce((sum, city) => sum + (city.right - mean * city.count) ** 2, 0);
  const variance = (squares * cities.length) / degrees / count ** 2;
  if (variance === 0) return wilson(right, count);
  const effect = (variance * count) / (mean * (1 - mean));
  const byDegrees = (studentQuantile(confidence, degrees) / normalQuantile) ** 2;
  const factor = Math.max(1, effect * byDegrees);
  return { ...wilson(right / factor, count / factor), right };
}
