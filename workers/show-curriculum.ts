import { mkdir, writeFile } from 'node:fs/promises';

import { accuracyTable } from '../activities/accuracy-table.ts';
import type { RunManifest, RunRef } from '../activities/data.ts';
import { terminalTable } from '../report/terminal-table.ts';
import type { AccuracyRow } from '../report/types.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import type { AskedCurriculum } from './asked-run.ts';
import { followRun } from './follow.ts';
import { reportsFolder } from './project-folder.ts';
import { runResult } from './run-result.ts';
import { saveFeeds, type SavedFeeds } from './save-feeds.ts';
import { startOrJoin, type RunAtWork } from './start-or-join.ts';
import { leftWord, type Watching } from './watching.ts';
import type { Reached } from './with-servers.ts';

/** All that is told of a run that has ended. */
export interface EndedCurriculum extends Omit<RunAtWork, 'runId'> {
  /** Name of its records: `<workflow id>/<run id>`. */
  readonly run: string;
  readonly outcome: CurriculumResult['outcome'];
  readonly steps: number;
  readonly minutes: number;
  readonly divergences: number;
  readonly accuracy: readonly AccuracyRow[];
  readonly unreadable: { readonly before: number; readonly after: number };
  /** What a reader must know of the held-out questions: cities left out, and why. */
  readonly notice: string;
  /** How often people changed it under way (docs/steering.md). */
  readonly changes: number;
  /** SHA-256 of the spec, of the last policy version, of the report, and of the seal over all that the run is made of. */
  readonly digests: {
    readonly spec: string;
    readonly policy: string;
    readonly report: string;
    readonly seal?: string;
  };
  readonly paths: SavedFeeds & { readonly report: string };
}

/** Copies what people look at from the store to the disk. */
async function save(store: ObjectStore, { run, report }: CurriculumResult): Promise<EndedCurriculum['paths']> {
  const folder = reportsFolder(run);
  const file = `${folder}/report.html`;
  await mkdir(folder, { recursive: true });
  await writeFile(file, await store.get(report));
  return { report: file, ...(await saveFeeds(store, run, folder)) };
}

async function manifestOf(store: ObjectStore, name: string): Promise<RunManifest> {
  const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
  if (!run) throw new Error(`run ${name} is not in this store: point MINIO_ENDPOINT at the store that it was kept in`);
  return store.getJson<RunManifest>(run.manifest);
}

/**
 * Starts or joins a curriculum, shows its steps, and ends with the table, the paths of report and metrics, and the run's address. Answers with
 * all of it; where the person leaves before the end, with the run alone.
 */
export async function showCurriculum(
  asked: AskedCurriculum,
  { client, store }: Reached,
  watching: Watching,
): Promise<EndedCurriculum | RunAtWork> {
  const { signal, screen, colours, log } = watching;
  const { handle, ...atWork } = await startOrJoin<typeof trainCurriculum>(client, asked, watching);
  if (!(await followRun(client, handle, store, screen, signal))) {
    log(leftWord);
    return atWork;
  }
  const result = await runResult(handle);
  const { startTime, closeTime } = await handle.describe();
  const { runId: _, ...known } = atWork;
  const { spec, parent } = await manifestOf(store, result.run);
  const ended: EndedCurriculum = {
    ...known,
    run: result.run,
    outcome: result.outcome,
    steps: result.version.step - (parent?.step ?? 0),
    minutes: ((closeTime ?? startTime).getTime() - startTime.getTime()) / 60_000,
    divergences: result.divergences,
    accuracy: accuracyTable(result.before, result.after).rows,
    unreadable: { before: result.before.unreadable, after: result.after.unreadable },
    notice: result.after.notice,
    changes: result.changes ?? 0,
    digests: {
      spec: spec.sha256,
      policy: result.version.digest,
      report: result.report.sha256,
      ...(result.seal && { seal: result.seal.sha256 }),
    },
    paths: await save(store, result),
  };
  for (const line of lines(ended, colours)) log(line);
  return ended;
}

function lines(ended: EndedCurriculum, colours: boolean): readonly string[] {
  const { outcome, steps, minutes, digests, accuracy, divergences, changes, unreadable, notice, paths, address } =
    ended;
  return [
    `\n${outcome}: ${steps} steps in ${minutes.toFixed(1)} minutes, final digest ${digests.policy}\n`,
    terminalTable({ rows: accuracy }, colours),
    ...(changes > 0
      ? [
          `\nIt was changed under way, ${changes === 1 ? 'once' : `${changes} times`}: its digest is not the spec's alone.`,
        ]
      : []),
    ...(divergences > 0
      ? [`\n${divergences} divergences: a worker rounds otherwise, or came to another version.`]
      : []),
    `\n${unreadable.before} answers could not be read before training, ${unreadable.after} after.`,
    ...(notice === '' ? [] : [notice]),
    `\nreport  ${paths.report}\nmetrics ${paths.metrics}\nrun     ${address}`,
  ];
}
