import { Command } from 'commander';

import { terminalTable } from '../report/terminal-table.ts';
import { accuracyTable } from '../activities/write-report.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { connectClient } from './connect.ts';
import { followRun } from './follow.ts';
import { readSpec, saveReport, startOrJoin, type CurriculumOptions } from './run-curriculum.ts';

export interface Watching {
  /** Environment that reaches Temporal and MinIO. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly uiUrl: string | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** The arguments of `npm start --`. */
export function curriculumOptions(args: readonly string[]): CurriculumOptions {
  const command = new Command('npm start --')
    .description('Runs a curriculum and shows it until it ends. A run that was left goes on.')
    .option('--spec <file>', 'spec of the run, JSON', 'examples/quick.json')
    .option('--cities <folder>', 'station lists of real cities to ask about as well: <country>/<city>.json')
    .allowExcessArguments(false)
    .parse([...args], { from: 'user' });
  const { spec, cities } = command.opts<{ spec: string; cities?: string }>();
  return { specFile: spec, ...(cities === undefined ? {} : { cities }) };
}

/** Starts or joins the run of a spec, shows its steps, and ends with the table, the report and the run's address. */
export async function runAndShow(options: CurriculumOptions, watching: Watching): Promise<number> {
  const { environment, uiUrl, signal, log } = watching;
  const spec = await readSpec(options);
  const client = await connectClient(environment);
  try {
    const store = await openStore(storeConnection(environment));
    const { run, joined } = await startOrJoin(client, spec);
    const address = uiUrl && `${uiUrl}/namespaces/${client.options.namespace}/workflows/${run.workflowId}`;
    log(
      `run ${run.workflowId} ${joined ? 'goes on' : 'started'}: ${address ?? `temporal workflow show -w ${run.workflowId}`}`,
    );
    const ended = await followRun(run, store, process.stdout, signal);
    if (!ended) {
      log('The run is kept as it is: the same command goes on from here.');
      return 0;
    }
    const result = await run.result();
    const { startTime, closeTime } = await run.describe();
    const minutes = ((closeTime ?? startTime).getTime() - startTime.getTime()) / 60_000;
    const steps = `${result.version.step} steps in ${minutes.toFixed(1)} minutes`;
    log(`\n${result.outcome}: ${steps}, final digest ${result.version.digest}\n`);
    log(terminalTable(accuracyTable(result.before, result.after), process.stdout.isTTY));
    if (result.after.notice !== '') log(`\n${result.after.notice}`);
    log(`\nreport  ${await saveReport(store, result)}\nrun     ${address ?? run.workflowId}`);
    return 0;
  } finally {
    await client.connection.close();
  }
}
