import type { DryRun, DryStage } from './dry-run.ts';

/** Where a dataset's size decides, which lies in the store. */
const untold = 'one pass';
const counted = (count: number | null): string => (count === null ? untold : count.toLocaleString('en-US'));

const columns: readonly (readonly [string, (stage: DryStage) => string])[] = [
  ['stage', ({ name }) => name],
  ['learns by', ({ learn }) => learn],
  ['from', ({ dataset }) => dataset ?? 'generated'],
  ['steps', ({ steps }) => counted(steps)],
  ['questions', ({ questions }) => counted(questions)],
  ['answers', ({ answers }) => counted(answers)],
  ['tokens sampled at most', ({ sampledTokens }) => counted(sampledTokens)],
  ['kinds', ({ kinds }) => kinds.join(', ')],
];
const textColumns = ['stage', 'learns by', 'from', 'kinds'];

/** A dry run for a terminal: a line each stage, then the sums and what is needed. */
export function dryRunText({ title, seed, stages, steps, sampledTokens, snapshots, needs }: DryRun): string {
  const rows = [columns.map(([heading]) => heading), ...stages.map((stage) => columns.map(([, cell]) => cell(stage)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((cell, i) => (textColumns.includes(columns[i]![0]) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  const size = snapshots.bytes === null ? '' : `, ${(snapshots.bytes / 1e6).toFixed(0)} MB`;
  return [
    `${title}, seed ${seed}`,
    ...table,
    steps === null
      ? 'in all one pass over what is imported: how many steps that is, its rows decide'
      : `in all ${counted(steps)} steps, ${counted(sampledTokens)} tokens sampled at most; ${counted(snapshots.count)} snapshots${size}, batches and pictures on top`,
    ...(needs.length === 0 ? ['needs nothing that is not here'] : ['needs', ...needs.map((need) => `  ${need}`)]),
  ].join('\n');
}
