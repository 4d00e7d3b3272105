import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NotHealthy, waitUntilHealthy } from './healthy.ts';
import { freePort } from './ports.ts';
import { isRunning, startProcess, stopProcess } from './processes.ts';
import type { ServerRecord } from './record.ts';
import type { Environment } from './set-up.ts';

/** What sets one kind of server apart from another. */
export interface ServerKind {
  readonly name: 'temporal' | 'minio';
  readonly title: string;
  readonly port: number;
  readonly uiPort?: number;
  readonly args: (dataFolder: string, port: number, uiPort: number) => readonly string[];
  /** Throws while the server at this port of the loopback address is not ready for work. */
  readonly probe: (port: number) => Promise<void>;
}

export interface StartOptions {
  readonly dataFolder: string;
  /** `usual`: the well-known port, another only where that is in use. `free`: any. */
  readonly ports: 'usual' | 'free';
  readonly environment: Environment;
  readonly log: (line: string) => void;
  /** Called as soon as there is a process, so that it can be found again whatever happens next. */
  readonly onStarted: (record: ServerRecord) => Promise<void>;
}

/** The server that an earlier start left, where it lives and works; one that lives and does not work is stopped. */
export async function reuseServer(kind: ServerKind, left: ServerRecord): Promise<boolean> {
  if (!(await isRunning(left.process))) return false;
  const works = await kind.probe(left.port).then(
    () => true,
    () => false,
  );
  if (!works) await stopProcess(left.process);
  return works;
}

/** Starts a server and waits until it works. A port that somebody took in between is answered by another try. */
export async function startServer(kind: ServerKind, program: string, options: StartOptions): Promise<ServerRecord> {
  const tries = 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryToStart(kind, program, options);
    } catch (error) {
      if (attempt === tries || !(error instanceof NotHealthy && error.ended)) throw error;
      options.log(`${kind.title}: it ended at once, trying again`);
    }
  }
}

async function tryToStart(kind: ServerKind, program: string, options: StartOptions): Promise<ServerRecord> {
  const { dataFolder, environment, log } = options;
  const pick = async (usual: number): Promise<number> => {
    const port = await freePort(options.ports === 'usual' ? usual : undefined);
    if (options.ports === 'usual' && port !== usual) log(`${kind.title}: port ${usual} is in use, taking ${port}`);
    return port;
  };
  const port = await pick(kind.port);
  const uiPort = kind.uiPort === undefined ? undefined : await pick(kind.uiPort);
  const logFile = join(dataFolder, 'logs', `${kind.name}.log`);
  await mkdir(join(dataFolder, 'logs'), { recursive: true });
  const started = await startProcess(program, kind.args(dataFolder, port, uiPort ?? 0), environment, logFile);
  const record = { process: started.mark, port, ...(uiPort === undefined ? {} : { uiPort }) };
  try {
    await options.onStarted(record);
    await waitUntilHealthy(kind.title, started, () => kind.probe(port), logFile);
    return record;
  } catch (error) {
    await stopProcess(started.mark);
    throw error;
  }
}
