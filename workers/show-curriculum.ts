import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Command } from 'commander';

import { parseSpec } from '../activities/parse-spec.ts';
import { curriculumSpec, type CurriculumSpec } from '../activities/spec.ts';
import { accuracyTable } from '../activities/report-data.ts';
import { terminalTable } from '../report/terminal-table.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import { connectClient } from './connect.ts';
import { followRun } from './follow.ts';
import { projectFolder } from './project-folder.ts';
import { readSpec } from './read-spec.ts';
import { runResult } from './run-result.ts';
import { addressOf, startOrJoin } from './start-or-join.ts';
import { joinedWord, leftWord, type Watching } from './watching.ts';

export interface CurriculumOptions {
  readonly spec: string;
  /** Folder of real station lists, in place of the spec's. */
  readonly cities?: string;
}

/** The arguments of `npm start --`. */
export function curriculumOptions(args: readonly string[]): CurriculumOptions {
  return new Command('npm start --')
    .description('Runs a curriculum and shows it until it ends. A run that was left goes on.')
    .option('--spec <file>', 'spec of the run, JSON', 'examples/quick.json')
    .option('--cities <folder>', 'station lists of real cities to ask about as well: <country>/<city>.json')
    .allowExcessArguments(false)
    .parse([...args], { from: 'user' })
    .opts<CurriculumOptions>();
}

/** The spec that was asked for. Throws one sentence where it cannot be run. */
export async function curriculumAsked({ spec: file, cities }: CurriculumOptions): Promise<CurriculumSpec> {
  const read = await readSpec<CurriculumSpec>(file);
  return parseSpec(
    curriculumSpec,
    cities === undefined ? read : { ...read, evaluation: { ...read.evaluation, cities } },
  );
}

/** Copies the report of a run from the store to the disk; answers with its path. */
async function saveReport(store: ObjectStore, result: CurriculumResult): Promise<string> {
  const file = fileURLToPath(new URL(`.rewardmap/reports/${result.run}/report.html`, projectFolder));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await store.get(result.report));
  return file;
}

/** Starts or joins the run of a spec, shows its steps, and ends with the table, the report and the run's address. */
export async function showCurriculum(spec: CurriculumSpec, watching: Watching): Promise<number> {
  const { environment, uiUrl, signal, log } = watching;
  const client = await connectClient(environment);
  try {
    const store = await openStore(storeConnection(environment));
    const workflowId = `rewardmap-${spec.title}`;
    const summary = `RewardMap curriculum ${spec.title}, seed ${spec.seed}`;
    const { handle, joined } = await startOrJoin<typeof trainCurriculum>(client, {
      type: 'trainCurriculum',
      workflowId,
      summary,
      spec,
    });
    const address = addressOf(client, workflowId, uiUrl);
    log(`run ${workflowId} ${joined ? joinedWord : 'started'}: ${address}`);
    if (!(await followRun(client, handle, store, process.stdout, signal))) {
      log(leftWord);
      return 0;
    }
    const result = await runResult(handle);
    const { startTime, closeTime } = await handle.describe();
    const minutes = ((closeTime ?? startTime).getTime() - startTime.getTime()) / 60_000;
    const length = `${result.version.step} steps in ${minutes.toFixed(1)} minutes`;
    log(`\n${result.outcome}: ${length}, final digest ${result.version.digest}\n`);
    log(terminalTable(accuracyTable(result.before, result.after), process.stdout.isTTY));
    if (result.divergences > 0) log(`\n${result.divergences} recorded updates gave another digest when made again.`);
    log(`\n${result.before.unreadable} answers could not be read before training, ${result.after.unreadable} after.`);
    if (result.after.notice !== '') log(result.after.notice);
    log(`\nreport  ${await saveReport(store, result)}\nrun     ${address}`);
    return 0;
  } finally {
    await client.connection.close();
  }
}
