import type { SkippedCity } from '../transit/city.ts';
import { isPlan } from '../transit/question.ts';
import type { PosedQuestion } from '../transit/question-set.ts';

/** What a reader must know of the questions about real cities: which cities are left out and why, and how many plans need how many transfers. */
export function cityNotice(skipped: readonly SkippedCity[], questions: readonly PosedQuestion[]): string {
  const left = skipped.map(({ city, reason }) => `${city} (${reason})`);
  const transfers = questions
    .filter(({ question }) => isPlan(question.kind))
    .map(({ question }) => question.question_transfer_count);
  const needed = [...new Set(transfers)]
    .sort((a, b) => a - b)
    .map((count) => `${count} in ${transfers.filter((other) => other === count).length}`);
  return [
    ...(left.length > 0 ? [`Cities that do not fit the grid: ${left.join(', ')}.`] : []),
    ...(needed.length > 0 ? [`Transfers that plans about cities need: ${needed.join(', ')}.`] : []),
  ].join(' ');
}
