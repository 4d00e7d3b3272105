import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onInterrupt } from './interrupts.ts';
import { startServers } from './servers/start-servers.ts';
import type { Servers } from './servers/start-servers.ts';
import { startWorkers } from './worker-processes.ts';

export interface FollowOptions {
  /** Aborts when the person asks to stop: return soon, the run goes on at the next start. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** What is done once servers and workers are up; returns the exit code. */
export type FollowRun = (servers: Servers, options: FollowOptions) => Promise<number>;

const root = fileURLToPath(new URL('../', import.meta.url));
const dataFolder = join(root, '.rewardmap');
const interruptedCode = 130;

/** Brings up servers and workers, follows a run, and takes everything down in order: workers drain, then servers end. */
export async function runSession(followRun: FollowRun): Promise<number> {
  const log = (line: string): void => console.log(line);
  const signal = onInterrupt(log);
  const servers = await startServers({ dataFolder, log });
  try {
    if (signal.aborted) return interruptedCode;
    return await withWorkers(servers, signal, () => followRun(servers, { signal, log }), log);
  } finally {
    await servers.stop();
    if (signal.aborted) log('Stopped. `npm start` goes on from here.');
  }
}

async function withWorkers(
  servers: Servers,
  signal: AbortSignal,
  follow: () => Promise<number>,
  log: (line: string) => void,
): Promise<number> {
  const workers = startWorkers({
    root,
    entry: 'workers/main.ts',
    roles: ['workflow', 'policy'],
    environment: { ...process.env, ...servers.environment },
    logFolder: join(dataFolder, 'logs'),
    log,
  });
  try {
    const failure = workers.failed.then((reason) => {
      throw new Error(reason);
    });
    const code = await Promise.race([follow(), failure]);
    if (process.stdout.isTTY && !signal.aborted) await stayOpen(servers, signal, log);
    return code;
  } finally {
    await workers.stop();
  }
}

/** A person may want to look round in the UI; a script does not. */
async function stayOpen({ temporal }: Servers, signal: AbortSignal, log: (line: string) => void): Promise<void> {
  log(`Temporal${temporal.uiUrl ? `'s UI is at ${temporal.uiUrl} and` : ''} stays up until Ctrl-C.`);
  await once(signal, 'abort');
}
