import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './command.ts';
import type { Started } from './processes.ts';

/** Why a server did not come up; `ended` where its process is gone, as after a lost race for a port. */
export class NotHealthy extends Error {
  readonly ended: boolean;

  constructor(message: string, ended: boolean) {
    super(message);
    this.ended = ended;
  }
}

/**
 * Waits until `probe` succeeds while the process lives. Throws NotHealthy with the log's path and its last lines when the process ends
 * first or the time is over.
 */
export async function waitUntilHealthy(
  title: string,
  started: Started,
  probe: () => Promise<void>,
  logFile: string,
  patienceMs = 60_000,
): Promise<void> {
  let ended: string | undefined;
  void started.ended.then((words) => (ended = words));
  let lastError = '';
  const pauseMs = 100;
  for (let waited = 0; waited < patienceMs; waited += pauseMs) {
    if (ended !== undefined) throw new NotHealthy(`${title} ended at once (${ended})${await seeLog(logFile)}`, true);
    try {
      await probe();
      return;
    } catch (error) {
      lastError = (error as Error).message;
    }
    await sleep(pauseMs);
  }
  const seconds = Math.round(patienceMs / 1000);
  throw new NotHealthy(`${title} is not healthy after ${seconds} s (${lastError})${await seeLog(logFile)}`, false);
}

async function seeLog(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return `; its log is ${logFile}${lastLines(text)}`;
}
