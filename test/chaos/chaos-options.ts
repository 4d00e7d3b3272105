import { InvalidArgumentError } from 'commander';

import { askedCommand } from '../../workers/command-line/asked-command.ts';
import { wholeNumber } from '../../workers/command-line/whole-number.ts';
import type { ChaosOptions } from './chaos.ts';
import { fewestSteps } from './chaos-spec.ts';
import { faultKinds, otherThreads } from './fault-kinds.ts';

const mostFaults = 10_000;
const mostSteps = 100_000;
/** A fault waits for an update, while some are done the run goes on, and a gate may end its stage early. */
const stepsPerFault = 6;
const stepsBeside = 30;

const allKinds = [...faultKinds, otherThreads] as const;
type Kind = (typeof allKinds)[number];

function kindsOf(names: string): readonly Kind[] {
  const kinds = names.split(',').map((name) => {
    const kind = allKinds.find((known) => known === name);
    if (!kind)
      throw new InvalidArgumentError(`"${name}" is none; allowed are ${allKinds.join(', ')}, parted by commas.`);
    return kind;
  });
  if (kinds.every((kind) => kind === otherThreads))
    throw new InvalidArgumentError(`${otherThreads} comes beside others, not alone.`);
  return [...new Set(kinds)];
}

interface Given extends Pick<ChaosOptions, 'faults' | 'seed' | 'outage' | 'staleness'> {
  readonly kinds: readonly Kind[];
  readonly steps?: number;
}

/** Reads the flags of the command. Ends the process with one sentence where one cannot be used. */
export function chaosOptions(args: readonly string[]): ChaosOptions {
  const given = askedCommand('npm run -s chaos --')
    .description('Runs a curriculum on servers of its own while faults strike it, and holds it against one left alone.')
    .option('--faults <n>', 'how many', wholeNumber(1, mostFaults), 20)
    .option('--seed <n>', 'decides which faults, and when', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--kinds <names>', `only these of ${allKinds.join(', ')}; parted by commas`, kindsOf, allKinds)
    .option(
      '--steps <n>',
      'steps of the run at most; where left out, enough for the faults',
      wholeNumber(fewestSteps, mostSteps),
    )
    .option('--outage <seconds>', 'how long a store that refuses, is slow or is full stays so', wholeNumber(1, 600), 30)
    .option('--staleness <n>', 'updates at most between answering and learning', wholeNumber(0, 4), 0)
    .parse([...args], { from: 'user' })
    .opts<Given>();
  return {
    ...given,
    kinds: faultKinds.filter((kind) => given.kinds.includes(kind)),
    threads: given.kinds.includes(otherThreads),
    steps: given.steps ?? stepsBeside + stepsPerFault * given.faults,
  };
}
