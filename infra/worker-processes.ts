import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './servers/command.ts';
import { endOf } from './servers/processes.ts';
import type { Environment } from './servers/set-up.ts';

export interface WorkerOptions {
  /** The project's root, from which `entry` is named. */
  readonly root: string;
  /** TypeScript file that is run with the role as its one argument. */
  readonly entry: string;
  readonly roles: readonly string[];
  readonly environmentOf: (role: string) => Environment;
  readonly logFolder: string;
  readonly log: (line: string) => void;
  /** Hears of each process, at its start and whenever it is started again. */
  readonly onStart?: (role: string, pid: number) => void;
}

export interface WorkerProcesses {
  /** Settles, with the reason, only when a worker died too often to be started again. */
  readonly failed: Promise<string>;
  /** Lets each worker finish what it has in hand. */
  stop(): Promise<void>;
}

/** Signals from others: whoever ends by one has not said why. */
const killedBy: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM']);
const deathsAllowed = 5;
const withinMs = 60_000;
const drainMs = 90_000;

/**
 * Milliseconds after which a worker that died at these times (milliseconds, the last of them now) is started again: the first time within a
 * minute at once, then after a second more each time; never after the sixth.
 */
export function restartsAfter(deaths: readonly number[]): number | undefined {
  const now = deaths.at(-1) ?? 0;
  const recent = deaths.filter((death) => now - death < withinMs).length;
  return recent > deathsAllowed ? undefined : 1_000 * (recent - 1);
}

/**
 * Starts a process for each role and starts it again when it dies. Each is in a process group of its own, so that Ctrl-C reaches us and not
 * it, and has an IPC channel, whose `disconnect` tells it that we are gone and that it should drain and end.
 */
export function startWorkers(options: WorkerOptions): WorkerProcesses {
  mkdirSync(options.logFolder, { recursive: true });
  let fail: (reason: string) => void;
  const failed = new Promise<string>((resolve) => (fail = resolve));
  const stopping = new AbortController();
  const watches = options.roles.map((role) => watch(role, options, stopping.signal, (reason) => fail(reason)));
  return {
    failed,
    stop: async () => {
      stopping.abort();
      await Promise.all(watches);
    },
  };
}

async function watch(
  role: string,
  options: WorkerOptions,
  stopping: AbortSignal,
  fail: (reason: string) => void,
): Promise<void> {
  const logFile = join(options.logFolder, `worker-${role}.log`);
  const deaths: number[] = [];
  while (!stopping.aborted) {
    const child = startWorker(role, options, logFile, deaths.length === 0 ? 'w' : 'a');
    if (child.pid !== undefined) options.onStart?.(role, child.pid);
    const ended = endOf(child);
    const drain = (): void => void drainWorker(child, ended);
    stopping.addEventListener('abort', drain, { once: true });
    const reason = await ended;
    stopping.removeEventListener('abort', drain);
    if (stopping.aborted) return;
    deaths.push(performance.now());
    const lastWords = killedBy.has(reason) ? '' : lastLines(readFileSync(logFile, 'utf8'));
    const why = `worker "${role}" died (${reason}); its log is ${logFile}${lastWords}`;
    const pauseMs = restartsAfter(deaths);
    if (pauseMs === undefined) {
      fail(`${why}\nIt died ${deathsAllowed + 1} times within a minute and is not started again.`);
      return;
    }
    options.log(`${why}\nStarting it again.`);
    await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

function startWorker(role: string, options: WorkerOptions, logFile: string, flag: 'w' | 'a'): ChildProcess {
  const log = openSync(logFile, flag);
  const child = spawn(process.execPath, ['--import', 'tsx', options.entry, role], {
    cwd: options.root,
    env: options.environmentOf(role),
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

async function drainWorker(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const patience = new AbortController();
  await Promise.race([ended, sleep(drainMs, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
