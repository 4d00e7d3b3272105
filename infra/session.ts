import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onInterrupt } from './interrupts.ts';
import { startServers } from './servers/start-servers.ts';
import type { Servers } from './servers/start-servers.ts';
import type { Watching } from '../workers/watching.ts';
import { startWorkers } from './worker-processes.ts';

/** What is done once servers, and workers where there are any, are up; returns the exit code. */
export type Watch = (watching: Watching) => Promise<number>;

const root = fileURLToPath(new URL('../', import.meta.url));
const dataFolder = join(root, '.rewardmap');
const interruptedCode = 130;

/**
 * Brings up servers and workers, watches a run, and takes everything down in order: workers drain, then servers end. What `watch`
 * needs is got ready first: where that fails, nothing is brought up.
 */
export async function runCommand(watch: Watch | Promise<Watch>): Promise<void> {
  await leaveWith(
    Promise.resolve(watch).then((ready) =>
      inSession((servers, watching) => withWorkers(servers, watching, () => ready(watching))),
    ),
  );
}

/** The same without workers: for what only reads what is kept. */
export async function runOnServers(watch: Watch): Promise<void> {
  await leaveWith(inSession((_, watching) => watch(watching)));
}

/** Leaves with an exit code; what stopped it is one sentence. */
async function leaveWith(code: Promise<number>): Promise<void> {
  process.exitCode = await code.catch((error: Error) => {
    console.error(error.message);
    return 1;
  });
}

async function inSession(work: (servers: Servers, watching: Watching) => Promise<number>): Promise<number> {
  const log = (line: string): void => console.log(line);
  const signal = onInterrupt(log);
  const servers = await startServers({ dataFolder, log });
  try {
    if (signal.aborted) return interruptedCode;
    const environment = { ...process.env, ...servers.environment };
    return await work(servers, { environment, uiUrl: servers.temporal.uiUrl, signal, log });
  } finally {
    await servers.stop();
    if (signal.aborted) log('Stopped.');
  }
}

async function withWorkers(
  servers: Servers,
  { environment, signal, log }: Watching,
  watch: () => Promise<number>,
): Promise<number> {
  const workers = startWorkers({
    root,
    entry: 'workers/main.ts',
    roles: ['workflow', 'policy'],
    environment,
    logFolder: join(dataFolder, 'logs'),
    log,
  });
  try {
    const failure = workers.failed.then((reason) => {
      throw new Error(reason);
    });
    const code = await Promise.race([watch(), failure]);
    if (process.stdout.isTTY && !signal.aborted) await stayOpen(servers, signal, log);
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
