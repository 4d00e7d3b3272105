import type { AccuracyRow, AccuracyTable } from '../report/types.ts';
import { wilson, type Proportion } from '../report/wilson.ts';
import type { Evaluation, Tally } from './data.ts';
import { families, sumOfTallies } from './tally-sums.ts';

/** The kinds of question, all dense ones, all planning, each real city, and all of them. */
function tallied({ byKind, byCity }: Evaluation): readonly Tally[] {
  const { dense, plans } = families(byKind);
  const cities = byCity.length > 0 ? [...byCity, sumOfTallies('all cities', byCity)] : [];
  return [...byKind, sumOfTallies('all dense', dense), sumOfTallies('all planning', plans), ...cities];
}

type Tallies = (evaluation: Evaluation) => readonly Tally[];

const difficulties: Tallies = ({ byDifficulty = [] }) => byDifficulty;
const transfers: Tallies = ({ byTransfers = [] }) => byTransfers;

/** What is known of the held-out accuracy, before and after; and after, about blank paper, where a run asks so. */
export function accuracyTable(before: Evaluation, after?: Evaluation, blank?: Evaluation): AccuracyTable {
  function rows(tallies: Tallies): readonly AccuracyRow[] {
    return tallies(before).map(({ label, right, count, constant = 0 }) => {
      const shareIn = (evaluation: Evaluation | undefined): Proportion | undefined => {
        const found = evaluation && tallies(evaluation).find((tally) => tally.label === label);
        return found && wilson(found.right, found.count);
      };
      return {
        label,
        count,
        before: wilson(right, count),
        after: shareIn(after),
        constant: constant > 0 ? constant / count : undefined,
        blank: shareIn(blank),
      };
    });
  }
  return {
    rows: rows(tallied),
    byDifficulty: rows(difficulties),
    byTransfers: rows(transfers),
    unreadable: { before: before.unreadable, after: after?.unreadable },
    notice: before.notice,
  };
}
