import type { AccuracyRow, AccuracyTable } from '../report/types.ts';
import { wilson, type Proportion } from '../report/wilson.ts';
import { cityShare } from './city-share.ts';
import type { Evaluation, Tally } from './data.ts';
import { families, sumOfTallies } from './tally-sums.ts';

/** A tally with the share that it is. */
interface Measured {
  readonly tally: Tally;
  readonly share: Proportion;
}

/** By questions that are each about a map of their own, or all about one. */
const byQuestions = (tally: Tally): Measured => ({ tally, share: wilson(tally.right, tally.count) });

type Measures = (evaluation: Evaluation) => readonly Measured[];

/** The kinds of question, all dense ones, all planning, each real city, and all of them. */
const measured: Measures = ({ byKind, byCity }) => {
  const { dense, plans } = families(byKind);
  const sums = [sumOfTallies('all dense', dense), sumOfTallies('all planning', plans)];
  const cities = { tally: sumOfTallies('all cities', byCity), share: cityShare(byCity) };
  return [...[...byKind, ...sums, ...byCity].map(byQuestions), ...(byCity.length > 0 ? [cities] : [])];
};

const difficulties: Measures = ({ byDifficulty = [] }) => byDifficulty.map(byQuestions);
const transfers: Measures = ({ byTransfers = [] }) => byTransfers.map(byQuestions);

/** What is known of the held-out accuracy, before and after; and after, about blank paper, where a run asks so. */
export function accuracyTable(before: Evaluation, after?: Evaluation, blank?: Evaluation): AccuracyTable {
  function rows(measures: Measures): readonly AccuracyRow[] {
    const [measuredAfter, measuredBlank] = [after, blank].map((evaluation) => evaluation && measures(evaluation));
    return measures(before).map(({ tally: { label, count, constant = 0 }, share }) => {
      const shareIn = (found: readonly Measured[] | undefined): Proportion | undefined =>
        found?.find(({ tally }) => tally.label === label)?.share;
      return {
        label,
        count,
        before: share,
        after: shareIn(measuredAfter),
        guessing: constant > 0 ? constant / count : undefined,
        blank: shareIn(measuredBlank),
      };
    });
  }
  return {
    rows: rows(measured),
    byDifficulty: rows(difficulties),
    byTransfers: rows(transfers),
    unreadable: { before: before.unreadable, after: after?.unreadable },
    notice: before.notice,
  };
}
