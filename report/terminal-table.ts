import pc from 'picocolors';
import { percentInTenths } from './format.ts';
import type { AccuracyRow, AccuracyTable } from './types.ts';
import { changeOf } from './wilson.ts';
import type { Change, Proportion } from './wilson.ts';

type Paint = (text: string) => string;

const heading = ['questions', 'asked', 'guess', 'before', '95 %', 'after', '95 %', 'change'] as const;

/**
 * The accuracy table as aligned plain text, a line each row: for a terminal with colours where `colours` says so, as
 * `stream.isTTY` does.
 */
export function terminalTable({ rows }: Pick<AccuracyTable, 'rows'>, colours: boolean): string {
  const { dim, bold, green, red } = pc.createColors(colours);
  const cells = [heading, ...rows.map(cellsOf)];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const byChange: Record<Change, Paint> = { better: green, worse: red, unsettled: String };
  return cells
    .map((row, index) => {
      const of = rows[index - 1];
      const paints: Paint[] =
        of === undefined ? [] : [String, dim, dim, String, dim, bold, dim, byChange[changeOf(of.before, of.after)]];
      return row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          const aligned = column === 0 ? cell.padEnd(width) : cell.padStart(width);
          return (of === undefined ? dim : (paints[column] ?? String))(aligned);
        })
        .join('  ')
        .trimEnd();
    })
    .join('\n');
}

function cellsOf({ label, count, before, after, guessing }: AccuracyRow): readonly string[] {
  const points = after && 100 * (after.mean - before.mean);
  return [
    label,
    String(count),
    guessing === undefined ? '' : `${Math.round(100 * guessing)}%`,
    ...shareCells(before),
    ...(after ? shareCells(after) : ['–', '']),
    points === undefined ? '' : `${points < 0 ? '-' : '+'}${Math.abs(points).toFixed(1)}`,
  ];
}

function shareCells({ mean, low, high }: Proportion): readonly string[] {
  return [percentInTenths(mean), `${Math.round(100 * low)}-${Math.round(100 * high)}`];
}
