import { join } from 'node:path';

import { waitUntilHealthy } from '../../infra/servers/healthy.ts';
import type { ServerKind } from '../../infra/servers/local-server.ts';
import { isRunning, startProcess, stopProcess, type ProcessMark } from '../../infra/servers/processes.ts';
import type { ServerRecord } from '../../infra/servers/record.ts';
import type { Environment } from '../../infra/servers/set-up.ts';

interface Setting {
  readonly kind: ServerKind;
  readonly program: string;
  readonly dataFolder: string;
  readonly environment: Environment;
}

/** A server that is killed and started again over the same data, on the same ports. */
export class KillableServer {
  readonly #setting: Setting;
  readonly #ports: Omit<ServerRecord, 'process'>;
  #mark: ProcessMark;
  #starts = 0;

  constructor(setting: Setting, { process: mark, ...ports }: ServerRecord) {
    this.#setting = setting;
    this.#ports = ports;
    this.#mark = mark;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    process.kill(this.#mark.pid, 'SIGKILL');
    while (await isRunning(this.#mark)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Starts it again and waits until it works. */
  async start(): Promise<void> {
    const { kind, program, dataFolder, environment } = this.#setting;
    const { port, uiPort = 0 } = this.#ports;
    const logFile = join(dataFolder, 'logs', `${kind.name}-${++this.#starts}.log`);
    const started = await startProcess(program, kind.args(dataFolder, port, uiPort), environment, logFile);
    this.#mark = started.mark;
    await waitUntilHealthy(kind.title, started, () => kind.probe(port), logFile);
  }

  stop(): Promise<void> {
    return stopProcess(this.#mark);
  }
}
