import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const workersMain = fileURLToPath(new URL('../workers/main.ts', import.meta.url));

export type Role = 'workflow' | 'policy';

/** Worker processes as `npm start` runs them, so that killing one is killing a real process. */
export class Fleet {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #children = new Set<ChildProcess>();

  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = { ...process.env, ...environment };
  }

  /** Starts a worker and waits until it serves its queues. */
  async start(role: Role): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', workersMain, role], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
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
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** SIGKILL at a moment when `atWork` holds. The worker stands still while that is found out, so it holds when it dies. */
  async killWhile(child: ChildProcess, atWork: () => Promise<boolean>): Promise<void> {
    for (;;) {
      child.kill('SIGSTOP');
      if (await atWork()) return this.kill(child);
      child.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The exit code of a worker that ends by itself. */
  async ended(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.kill(child)));
  }
}
