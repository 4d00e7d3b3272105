import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Environment } from './set-up.ts';

/** A process as it can be known later, by someone else: a pid alone may have gone to a stranger since. */
export interface ProcessMark {
  readonly pid: number;
  readonly command: string;
}

export interface Started {
  readonly mark: ProcessMark;
  /** The words for why it ended, once it has. */
  readonly ended: Promise<string>;
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C reaches us and not it: we stop things in their order.
 * What it prints goes to the log file, which begins anew.
 */
export async function startProcess(
  program: string,
  args: readonly string[],
  environment: Environment,
  logFile: string,
): Promise<Started> {
  const log = openSync(logFile, 'w');
  const child = spawn(program, args, { env: environment, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = endOf(child);
  if (child.pid === undefined) throw new Error(`${program} cannot be started: ${await ended}`);
  child.unref();
  return { mark: await markOf(child.pid), ended };
}

export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(signal ?? `status ${status}`));
  });
}

export async function markOf(pid: number): Promise<ProcessMark> {
  return { pid, command: await commandLineOf(pid) };
}

export async function isRunning(mark: ProcessMark): Promise<boolean> {
  const command = await commandLineOf(mark.pid);
  return command !== '' && command === mark.command;
}

/** Asks a process to end, then makes it. Returns at once where it is gone, or was never ours. */
export async function stopProcess(mark: ProcessMark, patienceMs = 10_000): Promise<void> {
  if (!(await isRunning(mark))) return;
  send(mark, 'SIGTERM');
  if (await endsWithin(mark, patienceMs)) return;
  send(mark, 'SIGKILL');
  await endsWithin(mark, 5_000);
}

async function endsWithin(mark: ProcessMark, patienceMs: number): Promise<boolean> {
  const pauseMs = 50;
  for (let waited = 0; waited < patienceMs; waited += pauseMs) {
    if (!(await isRunning(mark))) return true;
    await sleep(pauseMs);
  }
  return false;
}

function send(mark: ProcessMark, name: NodeJS.Signals): void {
  try {
    process.kill(mark.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const run = promisify(execFile);

/** Empty for a process that is gone, a zombie included. Linux is read from /proc, because slim images have no `ps`. */
async function commandLineOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}
