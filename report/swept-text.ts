export interface Counted {
  readonly objects: number;
  readonly bytes: number;
}

/** Objects of one kind that went, or would go. */
export interface SweptKind extends Counted {
  readonly kind: string;
  readonly examples: readonly string[];
}

/** What the retention of a run let go: nobody relies on it any more, and a later sweep removes it. */
export interface RetiredRun {
  readonly run: string;
  /** Steps. */
  readonly snapshots: readonly number[];
  readonly log: boolean;
  readonly predictions: boolean;
}

/** What a sweep found, and removed or would remove. */
export interface Swept {
  /** False of a dry run. */
  readonly removed: boolean;
  /** Only what was last written before this time went. */
  readonly before: string;
  readonly gone: readonly SweptKind[];
  readonly retired: readonly RetiredRun[];
  /** What records and open workflows reach. */
  readonly named: Counted;
  /** What nothing reaches and is too young to go. */
  readonly young: Counted;
  /** Snapshots that stay for another sweep, because their weights are still on a server; not there where all went. */
  readonly left?: { readonly snapshots: number; readonly why: string };
}

const count = (objects: number): string => `${objects} ${objects === 1 ? 'object' : 'objects'}`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const leftLine = ({ snapshots, why }: NonNullable<Swept['left']>): string =>
  `Left for another sweep: ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'} with weights on a Tinker server (${why}).`;
const amount = ({ objects, bytes }: Counted): string => `${count(objects)}, ${megabytes(bytes)}`;

function sum(kinds: readonly SweptKind[]): Counted {
  return {
    objects: kinds.reduce((total, { objects }) => total + objects, 0),
    bytes: kinds.reduce((total, { bytes }) => total + bytes, 0),
  };
}

function retiredParts({ snapshots, log, predictions }: RetiredRun): readonly string[] {
  return [
    ...(snapshots.length > 0 ? [`snapshots ${snapshots.join(', ')}`] : []),
    ...(log ? ['batches of the log'] : []),
    ...(predictions ? ['answers to held-out questions'] : []),
  ];
}

function retiredLines(retired: readonly RetiredRun[], removed: boolean): readonly string[] {
  if (retired.length === 0) return [];
  return [
    `${removed ? 'Let go' : 'With --yes would be let go'} by the retention of runs, for a sweep to remove when as much time has passed again:`,
    ...retired.map((run) => `  ${run.run}: ${retiredParts(run).join('; ')}`),
  ];
}

/** A sweep as people read it. */
export function sweptText({ removed, before, gone, retired, named, young, left }: Swept): string {
  const lines = gone.map(({ kind, objects, bytes, examples }) => [
    kind,
    count(objects),
    megabytes(bytes),
    examples[0] ?? '',
  ]);
  const width = (column: number): number => Math.max(...lines.map((line) => line[column]!.length));
  return [
    removed
      ? `Removed is what nothing names and was last written before ${before}: ${amount(sum(gone))}.`
      : `Dry run: with --yes would go what nothing names and was last written before ${before}: ${amount(sum(gone))}.`,
    ...lines.map(
      ([kind, objects, size, example]) =>
        `  ${kind!.padEnd(width(0))}  ${objects!.padStart(width(1))}  ${size!.padStart(width(2))}  such as ${example}`,
    ),
    ...retiredLines(retired, removed),
    ...(left ? [leftLine(left)] : []),
    `Stays: ${amount(named)} that are named; ${amount(young)} that are not, but younger.`,
  ].join('\n');
}
