import { Argument } from 'commander';

import { countOf } from '../options.ts';
import { askedCommand } from '../../workers/command-line/asked-command.ts';

export const parts = ['cost', 'recovery', 'snapshots', 'memory'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  readonly parts: readonly Part[];
  /** Of each stage of `cost`. */
  readonly steps: number;
  readonly rounds: number;
  readonly memorySteps: number;
  readonly threads?: number;
  readonly snapshotEvery?: number;
}

/** What the bench was asked for. Ends the process where it cannot be done. */
export function durabilityOptions(): Options {
  const command = askedCommand('npm run -s bench -- durability')
    .addArgument(new Argument('[parts...]', 'all where none is named').choices(parts))
    .option('--steps <n>', 'steps of each of three stages beside a plain loop', countOf, 20)
    .option('--rounds <n>', 'rounds that count, and kills of each kind', countOf, 3)
    .option('--memory-steps <n>', 'steps that memory is watched over', countOf, 1_000)
    .option('--threads <n>', 'of the policy, in place of those of examples/quick.json', countOf)
    .option(
      '--snapshot-every <n>',
      'steps from snapshot to snapshot, in place of those of examples/quick.json',
      countOf,
    );
  command.parse(process.argv.slice(4), { from: 'user' });
  const asked = command.processedArgs[0] as readonly Part[];
  return { ...command.opts<Omit<Options, 'parts'>>(), parts: asked.length > 0 ? asked : parts };
}
