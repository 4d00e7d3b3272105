import { Command } from 'commander';

import { closeDatasetActivity } from '../../activities/close-dataset.ts';
import type { DatasetReach } from '../../activities/dataset-source.ts';
import { importShardActivity } from '../../activities/import-shard.ts';
import { openDatasetActivity } from '../../activities/open-dataset.ts';
import { storeConnection } from '../../store/connection.ts';
import { openStore } from '../../store/objects.ts';
import { projectFolder } from '../project-folder.ts';
import { readSpec } from '../read-spec.ts';
import { InputError } from './input-error.ts';
import type { OnServers } from './on-servers.ts';
import { tallyText } from './tally-text.ts';

/** What a person can mend in spec, files or connection. */
const inputErrors = new Set(['InvalidSpec', 'BadDatasetFile', 'DatasetRefused', 'HubUnreachable', 'BadRows']);

/** Imports a published dataset in this process: what `buildDataset` does, shard after shard, without Temporal. */
export function importCommand(onServers: OnServers): Command {
  return new Command('import')
    .description('Imports a published dataset into MinIO (docs/datasets.md); prints counts and the manifest.')
    .requiredOption('--spec <file>', 'a dataset spec such as examples/dataset.json')
    .action(async ({ spec }: { readonly spec: string }) => {
      const parsed = await readSpec(spec);
      await onServers(async (environment) => {
        const store = await openStore(storeConnection(environment));
        await told(() => importAll(parsed, { store, projectFolder, environment }));
      });
    });
}

async function importAll(spec: unknown, reach: DatasetReach): Promise<void> {
  const { plan, shards, rows } = await openDatasetActivity(reach)({ spec });
  process.stdout.write(`${rows} rows in ${shards} shards\n`);
  const importShard = importShardActivity(reach, () => undefined);
  for (let shard = 0; shard < shards; shard++) {
    const done = await importShard({ plan, shard });
    const left = done.skipped > 0 ? `, ${done.skipped} rows left out` : '';
    process.stdout.write(`shard ${shard + 1}/${shards}: ${done.questions} questions from ${done.rows} rows${left}\n`);
  }
  const { tally, notice, manifest, ...summary } = await closeDatasetActivity(reach.store)({ plan });
  process.stdout.write(`${tallyText(tally)}\n`);
  if (notice !== '') process.stdout.write(`left out: ${notice}\n`);
  process.stdout.write(`${JSON.stringify({ ...summary, manifest: manifest.key })}\n`);
}

/** What is wrong with the input is one sentence, not a stack. */
async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof Error && inputErrors.has(error.name) ? new InputError(error.message) : error;
  }
}
