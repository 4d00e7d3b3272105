import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const workersMain = new URL('../workers/main.ts', import.meta.url);

export type Role = 'workflow' | 'policy';

/** Worker processes as `npm start` runs them, so that killing one is killing a real process. */
export class Fleet {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #command: readonly string[];
  readonly #children = new Set<ChildProcess>();
  #said = '';

  /** `within`: a command that runs another, given after it, in its own place. */
  constructor(
    environment: Readonly<Record<string, string>>,
    {
      entry = workersMain,
      within = [],
    }: { readonly entry?: URL | undefined; readonly within?: readonly string[] } = {},
  ) {
    this.#environment = { ...process.env, ...environment };
    this.#command = [...within, process.execPath, '--import', 'tsx', fileURLToPath(entry)];
  }

  /** All that the workers have written on their terminals. */
  get said(): string {
    return this.#said;
  }

  /** Starts a worker and waits until it serves its queues. */
  async start(role: Role): Promise<ChildProcess> {
    const [program, ...words] = this.#command as [string, ...string[]];
    const child = spawn(program, [...words, role], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('worker ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the ${role} worker ended with ${code}: ${output}`)));
    });
    return child;
  }

  /** SIGKILL: the process has no chance to say goodbye. */
  async kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await this.ended(child);
  }

  /**
   * SIGSTOP at a moment when `atWork` holds. The worker stands still while that is found out, so it holds from then on. Answers false
   * where `givenUp` aborts first.
   */
  async freezeWhile(child: ChildProcess, atWork: () => Promise<boolean>, givenUp?: AbortSignal): Promise<boolean> {
    for (;;) {
      if (givenUp?.aborted) return false;
      child.kill('SIGSTOP');
      if (await atWork()) return true;
      child.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** SIGKILL at a moment when `atWork` holds. */
  async killWhile(child: ChildProcess, atWork: () => Promise<boolean>): Promise<void> {
    await this.freezeWhile(child, atWork);
    await this.kill(child);
  }

  /** The exit code of a worker that ends by itself. */
  async ended(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.kill(child)));
  }
}
