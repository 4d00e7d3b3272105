import { percentInTenths } from '../format.ts';
import type { ArmRow, Comparison, DifferenceRow } from './types.ts';
import { columnsOf, states, type Column } from './columns.ts';
import { comparisonVerdict } from './comparison-verdict.ts';
import { differenceWords } from './difference-words.ts';
import { isUneven } from './is-uneven.ts';
import { roundingSentence } from './rounding-sentence.ts';
import { verdictText } from './verdict-text.ts';

function valueCells({ inText, isShare, value }: Column, arm: ArmRow): readonly string[] {
  const found = value(arm);
  const mean = found === undefined ? '–' : isShare ? percentInTenths(found.mean) : found.mean.toFixed(2);
  if (inText === 'alone') return [mean];
  return [mean, found === undefined ? '' : `${Math.round(100 * found.low)} to ${Math.round(100 * found.high)}`];
}

function costCells({ cost }: ArmRow): readonly string[] {
  if (!cost) return ['', ''];
  return [cost.policySeconds.toFixed(0), `${cost.ofMean.toFixed(2)}${isUneven(cost) ? ' !' : ''}`];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))))
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}

function differenceCells(row: DifferenceRow): readonly string[] {
  const { difference, interval, p } = differenceWords(row, '-');
  return [`${row.than} -> ${row.arm}`, row.measure, difference, interval, p];
}

/** The verdict and the tables of a comparison as aligned plain text. */
export function comparisonText(comparison: Comparison): string {
  const columns = columnsOf(comparison).filter(({ inText }) => inText !== undefined);
  const titles = columns.flatMap(({ title, inText }) => (inText === 'alone' ? [title] : [title, '95 %']));
  const heading = ['arm', 'runs', ...titles, 'policy s', 'of mean'];
  const arms = comparison.arms.map((arm) => [
    arm.name,
    states(arm),
    ...columns.flatMap((column) => valueCells(column, arm)),
    ...costCells(arm),
  ]);
  const shown = comparison.differences.filter(({ measure }) => columns.some(({ name }) => name === measure));
  const failures = comparison.arms.flatMap(({ name, runs }) =>
    runs.flatMap(({ seed, state, reason }) =>
      state === 'failed' ? [`${name}, seed ${seed} failed: ${reason ?? ''}`] : [],
    ),
  );
  const rounding = roundingSentence(comparison);
  return [
    verdictText(comparisonVerdict(comparison)),
    '',
    aligned([heading, ...arms]),
    ...(shown.length > 0
      ? ['', aligned([['difference', 'of', 'points', '95 %', 'p'], ...shown.map(differenceCells)])]
      : []),
    ...(failures.length > 0 ? ['', ...failures] : []),
    ...(rounding === undefined ? [] : ['', rounding]),
  ].join('\n');
}
