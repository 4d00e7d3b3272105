import { writeFile } from 'node:fs/promises';

import { Command } from 'commander';

import { storeConnection } from '../../store/connection.ts';
import { openStore } from '../../store/objects.ts';
import { mostStep } from '../../store/step-name.ts';
import { forkedSpec } from '../fork-spec.ts';
import { readSpec } from '../read-spec.ts';
import { InputError } from './input-error.ts';
import type { OnServers } from './on-servers.ts';
import { runOf } from './run-of.ts';
import { wholeNumber } from './whole-number.ts';

interface ForkOptions {
  readonly step: number;
  readonly changes?: string;
  readonly out: string;
}

/** Writes the spec of a run that goes on from a version of another: `run` starts it. */
export function forkCommand(onServers: OnServers): Command {
  return new Command('fork')
    .description('Writes the spec of a run that begins with a version of another and does what was left of it.')
    .argument('<workflow id>', 'the other run: the newest of this id, or <workflow id>/<run id>')
    .requiredOption('--step <count>', 'steps that the version has seen', wholeNumber(0, mostStep))
    .option('--changes <file>', 'what it does otherwise, a JSON merge patch of the spec: examples/fork-changes.json')
    .requiredOption('--out <file>', 'the spec')
    .action(async (workflowId: string, { step, changes, out }: ForkOptions) => {
      const patch = changes === undefined ? {} : await readSpec(changes);
      const { spec, notices } = await onServers(async (environment) => {
        const store = await openStore(storeConnection(environment));
        const run = await runOf(store, workflowId, 'run');
        return forkedSpec(store, run, step, patch).catch((error: Error) => {
          throw error.name === 'InvalidSpec' ? new InputError(error.message) : error;
        });
      });
      await writeFile(out, `${JSON.stringify(spec, null, 2)}\n`).catch((error: Error) => {
        throw new InputError(`--out ${out}: cannot be written (${error.message})`);
      });
      for (const notice of notices) console.error(notice);
      process.stdout.write(`${out}: ${spec.from!.run} from step ${step} on\n`);
    });
}
