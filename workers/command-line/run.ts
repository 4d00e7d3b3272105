import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Command, Option } from 'commander';

import { readComparison } from '../../activities/comparison-spec.ts';
import { readBasePolicy } from '../../policy/base-policy.ts';
import { tinkerServerOf } from '../../policy/remote/tinker-server.ts';
import { askedRun, type AskedRun } from '../asked-run.ts';
import { dryRunText } from '../dry-run-text.ts';
import { dryRun, type BaseAtHand, type DryRun } from '../dry-run.ts';
import { projectFolder } from '../project-folder.ts';
import { isServed } from '../is-served.ts';
import { showRun } from '../show-run.ts';
import { startOrJoin, type RunAtWork } from '../start-or-join.ts';
import { withServers } from '../with-servers.ts';
import { InputError } from './input-error.ts';
import { Ended, type Sessions } from './sessions.ts';

interface RunOptions {
  readonly follow: boolean;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly cities?: string;
}

/** Starts or joins the run of a spec; with `--follow` shows it to its end, as `npm start` does. */
export function runCommand(sessions: Sessions): Command {
  return new Command('run')
    .description(
      'Starts the run of a spec, a curriculum, a comparison or a cold start, or joins the one that is under way.',
    )
    .argument('<spec>', 'spec of the run, JSON: examples/quick.json')
    .option('--follow', 'bring up servers and workers, show the steps to the end, and save the report', false)
    .option('--cities <folder>', 'station lists of real cities to ask about as well: <country>/<city>.json')
    .addOption(
      new Option('--dry-run', 'start nothing: tell stages, steps, tokens, storage and what is needed')
        .default(false)
        .conflicts('follow'),
    )
    .option('--json', 'print one JSON object at the end; all else goes to stderr', false)
    .action(async (file: string, { follow, json, cities, dryRun: isDry }: RunOptions) => {
      const asked = await askedRun(file, cities);
      if (isDry) return tellDryRuns(await dryRuns(asked), json);
      const told = follow ? await followed(asked, sessions, { json, cities }) : await begun(asked, sessions, json);
      if (json && told !== undefined) process.stdout.write(`${JSON.stringify(told)}\n`);
    });
}

/** The curricula that a spec would run, each told without running it. Throws {@link InputError} for a cold start, which is none. */
async function dryRuns(asked: AskedRun): Promise<readonly DryRun[]> {
  if (asked.type === 'coldStart')
    throw new InputError('--dry-run tells of curricula and comparisons, not of cold starts');
  const specs = asked.type === 'compareArms' ? readComparison(asked.spec).runs.map(({ spec }) => spec) : [asked.spec];
  const bases = new Map<string, BaseAtHand>();
  for (const { base } of specs) if (base !== undefined) bases.set(base, bases.get(base) ?? (await baseAtHand(base)));
  const server = tinkerServerOf(process.env);
  return specs.map((spec) => dryRun(spec, bases.get(spec.base ?? ''), server));
}

const baseAtHand = (folder: string): Promise<BaseAtHand> =>
  readBasePolicy(new URL(`${folder}/`, projectFolder)).catch((error: Error) => ({ problem: error.message }));

function tellDryRuns(runs: readonly DryRun[], json: boolean): void {
  const told = json ? JSON.stringify(runs.length === 1 ? runs[0] : runs) : runs.map(dryRunText).join('\n\n');
  process.stdout.write(`${told}\n`);
}

/** What came of a run that was shown to its end; undefined where the person left before it was there. */
async function followed(
  asked: AskedRun,
  sessions: Sessions,
  { json, cities }: { readonly json: boolean; readonly cities: string | undefined },
): Promise<object | undefined> {
  let told: object | undefined;
  const status = await sessions.whole(
    async (watching) => {
      told = await showRun(asked, watching);
      return 0;
    },
    { stream: json ? 'stderr' : 'stdout', staysOpen: !json },
    cities === undefined ? [] : [resolve(fileURLToPath(projectFolder), cities)],
  );
  if (status !== 0) throw new Ended(status);
  return told;
}

const noServers =
  'No servers are up: type `npm run workers` in another terminal first, or add --follow to bring up servers and workers for this run.';

/** The run, under way on the servers that are up. */
async function begun(asked: AskedRun, sessions: Sessions, json: boolean): Promise<RunAtWork> {
  const servers = await sessions.found();
  if (!servers) {
    console.error(noServers);
    throw new Ended(1);
  }
  const log = (line: string): void => void process[json ? 'stderr' : 'stdout'].write(`${line}\n`);
  return withServers(servers.environment, async (reached) => {
    const { handle: _, ...run } = await startOrJoin(reached.client, asked, { uiUrl: servers.uiUrl, log });
    log(`run id  ${run.runId}`);
    log(`steps   temporal workflow query --workflow-id ${run.workflowId} --type progress`);
    log('report  the same command with --follow shows the run to its end and saves it');
    if (!(await isServed(reached))) log(`No worker has come yet: the run waits for \`npm run workers\`.`);
    return run;
  });
}
