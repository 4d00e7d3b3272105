import { mkdir, writeFile } from 'node:fs/promises';

import type { ObjectStore } from '../store/objects.ts';
import type { compareArms, ComparisonResult } from '../workflows/compare-arms.ts';
import type { ArmStanding, ComparisonProgress } from '../workflows/messages.ts';
import type { AskedComparison } from './asked-run.ts';
import { reportsFolder } from './project-folder.ts';
import { runResult } from './run-result.ts';
import { startOrJoin, type RunAtWork } from './start-or-join.ts';
import { watchRun } from './watch-run.ts';
import { leftWord, type Watching } from './watching.ts';
import type { Reached } from './with-servers.ts';

/** All that is told of a comparison that has ended. */
export interface EndedComparison extends Omit<RunAtWork, 'runId'> {
  /** Prefix of its records. */
  readonly records: string;
  readonly outcome: ComparisonResult['outcome'];
  readonly arms: readonly ArmStanding[];
  /** SHA-256 of page and JSON. */
  readonly digests: { readonly report: string; readonly json: string };
  readonly paths: { readonly report: string; readonly json: string };
}

/** Copies what people look at from the store to the disk. */
async function save(
  store: ObjectStore,
  { records, report, json }: ComparisonResult,
): Promise<EndedComparison['paths']> {
  const folder = reportsFolder(records.replace(/\/$/, ''));
  const paths = { report: `${folder}/comparison.html`, json: `${folder}/comparison.json` };
  await mkdir(folder, { recursive: true });
  await writeFile(paths.report, await store.get(report));
  await writeFile(paths.json, await store.get(json));
  return paths;
}

const lineOf = ({ arm, seed, state, reason, child }: ArmStanding): string => {
  const more = reason ?? (state === 'training' ? child : undefined);
  return `${arm}, seed ${seed}: ${state}${more === undefined ? '' : ` (${more})`}`;
};

/**
 * Starts or joins a comparison, tells what becomes of each run, and ends with the tables and the paths of page and JSON. Answers with all
 * of it; where the person leaves before the end, with the comparison alone.
 */
export async function showComparison(
  asked: AskedComparison,
  { client, store }: Reached,
  watching: Watching,
): Promise<EndedComparison | RunAtWork> {
  const { signal, log } = watching;
  const { handle, ...atWork } = await startOrJoin<typeof compareArms>(client, asked, watching);
  const told = new Map<number, string>();
  const ended = await watchRun(client, handle, signal, async (progress) => {
    const { arms, step, steps } = progress as ComparisonProgress;
    for (const [index, standing] of arms.entries()) {
      const line = lineOf(standing);
      if (standing.state !== 'waiting' && told.get(index) !== line) log(`${step}/${steps}  ${line}`);
      told.set(index, line);
    }
  });
  if (!ended) {
    log(leftWord);
    return atWork;
  }
  const result = await runResult(handle);
  const { records, outcome, arms, table, report, json } = result;
  const paths = await save(store, result);
  log(`\n${outcome}\n\n${table}\n\nreport  ${paths.report}\njson    ${paths.json}\nrun     ${atWork.address}`);
  const { runId: _, ...known } = atWork;
  return { ...known, records, outcome, arms, digests: { report: report.sha256, json: json.sha256 }, paths };
}
