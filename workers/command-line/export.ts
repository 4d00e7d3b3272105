import { Command, Option } from 'commander';

import { storeConnection } from '../../store/connection.ts';
import { openStore } from '../../store/objects.ts';
import { saveFeeds, saveMetrics } from '../save-feeds.ts';
import { InputError } from './input-error.ts';
import type { OnServers } from './on-servers.ts';
import { runOf } from './run-of.ts';

const saves = { jsonl: saveMetrics, tensorboard: saveFeeds } as const;

interface ExportOptions {
  readonly workflowId: string;
  readonly to: keyof typeof saves;
  readonly out: string;
}

/** Writes what is measured of a run to the disk, from its records: at any time, also while it is at work. */
export function exportCommand(onServers: OnServers): Command {
  return new Command('export')
    .description('Writes the metrics of a run, as far as it has come, to a folder (docs/metrics.md); prints the paths.')
    .requiredOption('--workflow-id <id>', 'the run: the newest of this id, or <workflow id>/<run id>')
    .addOption(
      new Option('--to <form>', 'metrics.jsonl alone, or an event file for TensorBoard beside it')
        .choices(Object.keys(saves))
        .default('tensorboard'),
    )
    .requiredOption('--out <folder>', 'where the files go')
    .action(({ workflowId, to, out }: ExportOptions) =>
      onServers(async (environment) => {
        const store = await openStore(storeConnection(environment));
        const run = await runOf(store, workflowId, '--workflow-id');
        const saved = await saves[to](store, run, out).catch((error: NodeJS.ErrnoException) => {
          throw error.syscall === undefined
            ? error
            : new InputError(`--out ${out}: cannot be written (${error.message})`);
        });
        for (const file of Object.values(saved)) process.stdout.write(`${file}\n`);
      }),
    );
}
