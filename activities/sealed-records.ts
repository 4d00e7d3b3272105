/** How the seal of a run that has ended treats some of its records. */
interface Exception {
  /** Names within the run. */
  readonly names: RegExp;
  /** Whether the seal holds those that are there when it is made. */
  readonly isSealed: boolean;
  /** Whether others may come, or these be written again, when the run has ended. */
  readonly comesLater: boolean;
}

/** All other records are in the seal, and none comes after it. */
const exceptions: readonly Exception[] = [
  // Its last entry, which the seal names, vouches for all before it.
  { names: /^log\/\d{6}\.json$/, isSealed: false, comesLater: false },
  { names: /^retired\/(log|predictions|snapshots\/\d{6})\.json$/, isSealed: false, comesLater: true },
  { names: /^seal\.json$/, isSealed: false, comesLater: true },
  { names: /^(report\.html|metrics\.jsonl)$/, isSealed: true, comesLater: true },
  // Whoever forks from a step that was not kept keeps its version: the log, which the seal holds, tells its digest.
  { names: /^snapshots\/\d{6}\.json$/, isSealed: true, comesLater: true },
  // Whoever forks or evaluates a version tells here of what was lost of it and was made again, or of a worker that rounds otherwise.
  { names: /^incidents\/\d{6}-[0-9a-f]{12}\.json$/, isSealed: true, comesLater: true },
];

const exceptionOf = (name: string): Exception | undefined => exceptions.find(({ names }) => names.test(name));

/** Whether a seal holds the digest of a record, by its name within the run. */
export const isInSeal = (name: string): boolean => exceptionOf(name)?.isSealed ?? true;

/** The steps of the log that are there when a run is sealed: to the last version; further where a reset run ended earlier than before. */
export interface LogEnd {
  /** How many steps it has come to. */
  readonly step: number;
  /** SHA-256 of its last entry; null where there is no log. */
  readonly log: string | null;
}

/** What was not there, by its name within the run, when it was sealed, and does not come later either. */
export function isAdded(name: string, records: Readonly<Record<string, string>>, { step, log }: LogEnd): boolean {
  if (/^log\/\d{6}\.json$/.test(name)) return log === null || Number(name.slice(4, 10)) >= step;
  return !Object.hasOwn(records, name) && !(exceptionOf(name)?.comesLater ?? false);
}
