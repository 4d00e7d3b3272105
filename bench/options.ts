import { type Command, InvalidArgumentError } from 'commander';
import { type PolicyPreset, policyPresets } from '../policy/config.ts';
import { askedCommand } from '../workers/command-line/asked-command.ts';

function presetsOf(names: string): readonly PolicyPreset[] {
  return names.split(',').map((name) => {
    const preset = policyPresets.find((known) => known === name);
    if (!preset) throw new InvalidArgumentError(`Allowed are ${policyPresets.join(', ')}, parted by commas.`);
    return preset;
  });
}

/** Reads an option that counts something. */
export function countOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

const options = {
  quick: (command: Command) => command.option('--quick', 'three rounds in place of nine', false),
  threads: (command: Command) => command.option('--threads <n>', 'threads of both sides', countOf, 1),
  steps: (command: Command) => command.option('--steps <n>', 'steps of sampling and training', countOf, 1_000),
  gpu: (command: Command) => command.option('--gpu', 'the server on a CUDA device in place of the processor', false),
  released: (command: Command) =>
    command.option('--released', 'a model of the shape of a released one in place of a tiny one', false),
  presets: (command: Command) =>
    command.option('--presets <names>', policyPresets.join(', '), presetsOf, policyPresets),
} as const;

/** A server with a policy, and where it runs. */
export interface ServedOn {
  /** On a CUDA device, else on the CPU. */
  readonly gpu: boolean;
  /** A model of the shape of a released one, else a tiny one. */
  readonly released: boolean;
}

interface Values extends ServedOn {
  readonly quick: boolean;
  readonly threads: number;
  readonly steps: number;
  readonly presets: readonly PolicyPreset[];
}

/** The options of `npm run -s bench -- <name>`, of which a bench takes some, or none. Ends the process where one cannot be used. */
export function benchOptions<Name extends keyof Values>(name: string, ...taken: readonly Name[]): Pick<Values, Name> {
  const command = askedCommand(`npm run -s bench -- ${name}`);
  for (const option of taken) options[option](command);
  return command.parse(process.argv.slice(4), { from: 'user' }).opts<Pick<Values, Name>>();
}
