import { Command, CommanderError } from 'commander';
import { reasonOf } from '../../access/no-access.ts';
import { BAD_INPUT, STOPPED } from './exit-status.ts';
import { InputError } from './input-error.ts';
import { givenServers, type OnServers } from './on-servers.ts';
import { Ended, noSessions, type Sessions } from './sessions.ts';

/** One line each: a command in a file of its own, which does not load what the others need. */
const commands: readonly ((onServers: OnServers, sessions: Sessions) => Promise<Command>)[] = [
  async (_, sessions) => (await import('./run.ts')).runCommand(sessions),
  async (onServers) => (await import('./fork.ts')).forkCommand(onServers),
  async () => (await import('./objective.ts')).objectiveCommand(),
  async () => (await import('./score.ts')).scoreCommand(),
  async () => (await import('./evaluate.ts')).evaluateCommand(),
  async () => (await import('./draw-benchmark.ts')).drawBenchmarkCommand(),
  async () => (await import('./draw-dataset.ts')).drawDatasetCommand(),
  async (onServers) => (await import('./put-benchmark.ts')).putBenchmarkCommand(onServers),
  async (onServers) => (await import('./get-evaluation.ts')).getEvaluationCommand(onServers),
  async () => (await import('./questions.ts')).questionsCommand(),
  async () => (await import('./draw.ts')).drawCommand(),
  async (onServers) => (await import('./import.ts')).importCommand(onServers),
  async (onServers) => (await import('./dataset.ts')).datasetCommand(onServers),
  async (onServers) => (await import('./export.ts')).exportCommand(onServers),
  async (_, sessions) => (await import('./sweep.ts')).sweepCommand(sessions),
  async (onServers) => (await import('./lineage.ts')).lineageCommand(onServers),
  async (onServers) => (await import('./store-user.ts')).storeUserCommand(onServers),
  async () => (await import('./codec-key.ts')).codecKeyCommand(),
  async () => (await import('./codec-server.ts')).codecServerCommand(),
];

/**
 * Runs `npm run -s rewardmap -- <args>`. The result is the exit status: 2 for wrong arguments or input, 1 where something else was in the
 * way, each said on stderr in one sentence.
 */
export async function rewardmap(
  args: readonly string[],
  onServers: OnServers = givenServers,
  sessions: Sessions = noSessions,
): Promise<number> {
  const program = new Command('npm run -s rewardmap --').description('Runs, and what else RewardMap does.');
  for (const command of await Promise.all(commands.map((make) => make(onServers, sessions))))
    program.addCommand(command);
  for (const command of [program, ...program.commands]) command.exitOverride().allowExcessArguments(false);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_INPUT;
    if (error instanceof Ended) return error.status;
    console.error(sentenceOf(error));
    return error instanceof InputError ? BAD_INPUT : STOPPED;
  }
}

/** A failure as people read it. For developers, REWARDMAP_STACK=1 adds where it came from. */
function sentenceOf(error: unknown): string {
  const { message, stack, cause } = error instanceof Error ? error : new Error(String(error));
  const sentence = message === '' || cause instanceof Error ? reasonOf(error) : message;
  return process.env['REWARDMAP_STACK'] ? `${sentence}\n${stack}` : sentence;
}
