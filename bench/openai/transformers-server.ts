import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../infra/servers/ports.ts';
import type { ServedOn } from '../options.ts';
import { pythonWith, succeed } from '../python-environment.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** As policy/base/openai-tiny/config.json has it: the server takes the name of a folder beneath its own. */
const modelName = 'tiny-qwen2.5-vl';
const patienceSeconds = 180;

/** `transformers serve` with a Qwen2.5-VL of random weights, its files in a folder that goes with it. */
export class TransformersServer {
  /** With `/v1`. */
  readonly url: string;
  readonly #folder: string;
  readonly #python: string;
  readonly #port: number;
  readonly #device: readonly string[];
  #group: number | undefined;

  private constructor(folder: string, python: string, port: number, device: readonly string[]) {
    this.url = `http://127.0.0.1:${port}/v1`;
    this.#folder = folder;
    this.#python = python;
    this.#port = port;
    this.#device = device;
  }

  static async open({ gpu, released }: ServedOn): Promise<TransformersServer> {
    const python = pythonWith({
      requirements: new URL('requirements.txt', import.meta.url),
      name: 'transformers',
      program: 'python3.12',
      variable: 'REWARDMAP_TRANSFORMERS_PYTHON',
      brings: 'transformers serve with PyTorch, 6 GB',
    });
    const folder = await mkdtemp(join(tmpdir(), 'rewardmap-openai-'));
    const shape = released ? 'released' : 'tiny';
    const device = ['--device', gpu ? 'cuda' : 'cpu', '--dtype', released ? 'bfloat16' : 'float32'];
    const server = new TransformersServer(folder, python, await freePort(), device);
    try {
      const tokenizer = pathOf('../../policy/base/openai-tiny');
      succeed(python, [pathOf('make_model.py'), join(folder, modelName), tokenizer, shape]);
      await server.#start();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Questions that it has answered. */
  answered(): number {
    return readFileSync(this.#logFile, 'utf8').split('POST /v1/chat/completions HTTP/1.1" 200').length - 1;
  }

  get #logFile(): string {
    return join(this.#folder, 'server.log');
  }

  async close(): Promise<void> {
    if (this.#group !== undefined) process.kill(-this.#group, 'SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const log = openSync(this.#logFile, 'w');
    const child = spawn(
      join(dirname(this.#python), 'transformers'),
      ['serve', '--host', '127.0.0.1', '--port', `${this.#port}`, ...this.#device],
      {
        cwd: this.#folder,
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: join(this.#folder, 'hub'), PYTHONUNBUFFERED: '1' },
      },
    );
    closeSync(log);
    this.#group = child.pid;
    const ended = once(child, 'exit').then(() => {
      throw new Error(`transformers serve ended: ${readFileSync(this.#logFile, 'utf8').slice(-2_000)}`);
    });
    await Promise.race([this.#ready(), ended]);
    ended.catch(() => undefined);
  }

  async #ready(): Promise<void> {
    for (let second = 0; second < patienceSeconds; second += 1) {
      if (await this.#answers()) return;
      await sleep(1_000);
    }
    throw new Error(`transformers serve is not ready after ${patienceSeconds} s`);
  }

  #answers(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
