import { Command } from 'commander';

import { BAD_INPUT } from './exit-status.ts';

/** A command that is a process of its own: wrong arguments end it, each said in one sentence, with the status of bad input. */
export function askedCommand(name: string): Command {
  return new Command(name)
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : BAD_INPUT));
}
