import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, markOf } from './processes.ts';
import type { ProcessMark } from './processes.ts';

/** A server of ours: which process, on which ports. */
export interface ServerRecord {
  readonly process: ProcessMark;
  readonly port: number;
  readonly uiPort?: number;
}

/** What a data folder remembers of its servers, so that the next start finds them, whatever became of the last. */
export interface ServersRecord {
  /** Who stops them. */
  readonly owner: ProcessMark;
  readonly temporal?: ServerRecord;
  readonly minio?: ServerRecord;
}

const recordFile = (dataFolder: string): string => join(dataFolder, 'servers.json');

/** The record, or undefined where there is none or it cannot be read as one. */
export async function readRecord(dataFolder: string): Promise<ServersRecord | undefined> {
  const text = await readFile(recordFile(dataFolder), 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as ServersRecord;
  } catch {
    return undefined;
  }
}

export async function writeRecord(dataFolder: string, record: ServersRecord): Promise<void> {
  await replaceFile(recordFile(dataFolder), `${JSON.stringify(record, null, 2)}\n`);
}

export async function removeRecord(dataFolder: string): Promise<void> {
  await rm(recordFile(dataFolder), { force: true });
}

/** Writes a file whole or not at all; `mode` 0o600 for secrets. */
export async function replaceFile(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part-${process.pid}`;
  await writeFile(part, text, { mode });
  await rename(part, path);
}

/**
 * Runs `work` while no other process does the same in this data folder. A lock whose holder is gone is taken over.
 * Throws after `patienceMs` with the name of the holder.
 */
export async function alone<T>(dataFolder: string, work: () => Promise<T>, patienceMs = 900_000): Promise<T> {
  const lock = join(dataFolder, 'servers.lock');
  await mkdir(dataFolder, { recursive: true });
  const mine = JSON.stringify(await markOf(process.pid));
  const pauseMs = 100;
  for (let waited = 0; !(await take(lock, mine)); waited += pauseMs) {
    if (waited >= patienceMs) {
      throw new Error(`another process is starting servers in ${dataFolder}; if there is none, delete ${lock}`);
    }
    await sleep(pauseMs);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string, mine: string): Promise<boolean> {
  try {
    await writeFile(lock, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const text = await readFile(lock, 'utf8').catch(() => '');
  if (text !== '' && !(await isHeld(text))) await rm(lock, { force: true });
  return false;
}

async function isHeld(text: string): Promise<boolean> {
  try {
    return await isRunning(JSON.parse(text) as ProcessMark);
  } catch {
    return false;
  }
}
