import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withSecrets } from '../access/secrets.ts';
import { interruptedCode, onInterrupt } from './interrupts.ts';
import { withOwnMetrics } from './metrics-address.ts';
import { computesOn } from '../policy/computes-on.ts';
import { startServers } from './servers/start-servers.ts';
import { asWorkerUser } from './servers/worker-user.ts';
import type { Servers } from './servers/start-servers.ts';
import { withFolders } from '../activities/spec-path.ts';
import { BAD_INPUT, STOPPED } from '../workers/command-line/exit-status.ts';
import { InputError } from '../workers/command-line/input-error.ts';
import type { Screen } from '../workers/step-printer.ts';
import type { Shown } from '../workers/command-line/sessions.ts';
import type { Watch, Watching } from '../workers/watching.ts';
import { startWorkers } from './worker-processes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
export const dataFolder = join(root, '.rewardmap');
/** One worker of each. */
const roles = ['workflow', 'policy'];

/** How a command shows what it does where nothing else is said. */
const toPeople: Shown = { stream: 'stdout', staysOpen: true };

/**
 * Brings up servers and workers, watches a run, and takes everything down in order: workers drain, then servers end. What `watch`
 * needs is got ready first: where that fails, nothing is brought up.
 */
export async function runCommand(watch: Watch | Promise<Watch>): Promise<void> {
  process.exitCode = await explained(Promise.resolve(watch).then((ready) => wholeSession(ready, toPeople)));
}

/** The same without workers: for what only reads what is kept. */
export async function runOnServers(watch: Watch): Promise<void> {
  process.exitCode = await explained(inSession((_, watching) => watch(watching), toPeople));
}

/** Servers and workers for as long as a watch takes; answers with the exit code, and what stopped it is one sentence. */
export function followCommand(watch: Watch, shown: Shown, folders: readonly string[] = []): Promise<number> {
  return explained(wholeSession(watch, shown, folders));
}

async function wholeSession(watch: Watch, shown: Shown, folders: readonly string[] = []): Promise<number> {
  // A worker would be started again and again with what it cannot use.
  computesOn(process.env);
  return inSession(async (servers, watching) => {
    const isOurs = !process.env['MINIO_ENDPOINT'];
    const reaching = isOurs ? await asWorkerUser(dataFolder, watching.environment) : watching.environment;
    const theirs = { ...watching, environment: withFolders(reaching, folders) };
    return withWorkers(servers, theirs, shown, () => watch(watching));
  }, shown);
}

/** An exit code; what stopped it is one sentence. */
async function explained(code: Promise<number>): Promise<number> {
  return code.catch((error: Error) => {
    console.error(error.message);
    return error instanceof InputError ? BAD_INPUT : STOPPED;
  });
}

async function inSession(
  work: (servers: Servers, watching: Watching) => Promise<number>,
  { stream }: Shown,
): Promise<number> {
  const screen: Screen = process[stream];
  const log = (line: string): void => void screen.write(`${line}\n`);
  const signal = onInterrupt(log);
  const given = withSecrets(process.env);
  const servers = await startServers({ dataFolder, log, environment: given });
  try {
    if (signal.aborted) return interruptedCode;
    const environment = { ...given, ...servers.environment };
    // A stream that is no terminal has no `isTTY`, and picocolors would then guess by CI and FORCE_COLOR.
    const colours = Boolean(screen.isTTY) && !process.env['NO_COLOR'];
    return await work(servers, { environment, uiUrl: servers.temporal.uiUrl, signal, screen, colours, log });
  } finally {
    await servers.stop();
    if (signal.aborted) log('Stopped.');
  }
}

async function withWorkers(
  servers: Servers,
  { environment, signal, log }: Watching,
  { staysOpen }: Shown,
  watch: () => Promise<number>,
): Promise<number> {
  const workers = startWorkers({
    root,
    entry: 'workers/main.ts',
    roles,
    environmentOf: (role) => withOwnMetrics(environment, roles, role),
    logFolder: join(dataFolder, 'logs'),
    log,
  });
  try {
    const failure = workers.failed.then((reason) => {
      throw new Error(reason);
    });
    const code = await Promise.race([watch(), failure]);
    if (staysOpen && process.stdout.isTTY && !signal.aborted) await stayOpen(servers, signal, log);
    return code;
  } finally {
    await workers.stop();
  }
}

/** A person may want to look round in the UI; a script does not. */
async function stayOpen({ temporal }: Servers, signal: AbortSignal, log: (line: string) => void): Promise<void> {
  const ui = temporal.uiUrl ? `, its UI at ${temporal.uiUrl},` : '';
  log(`Temporal at ${temporal.address}${ui} stays up until Ctrl-C.`);
  await once(signal, 'abort');
}
