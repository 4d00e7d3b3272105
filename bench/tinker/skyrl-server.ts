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
const tokenizer = pathOf('../../policy/base/tinker-tiny/tokenizer.json');
/** As policy/base/tinker-tiny/config.json has it. */
export const modelName = 'tiny-qwen3';
/** Shapes that are always the same are compiled once. */
const backend = { sample_max_num_sequences: 32, train_micro_batch_size: 16 };
const patienceSeconds = 300;
const told =
  /Created model (model_\w+) with|Loaded training checkpoint from \S+\/([\w-]+)\.tar\.gz|Applied optimizer step for model (model_\w+)/g;

export const pythonOfSkyRl = (): string =>
  pythonWith({
    requirements: new URL('requirements.txt', import.meta.url),
    name: 'skyrl',
    program: 'python3.12',
    variable: 'REWARDMAP_SKYRL_PYTHON',
    brings: "SkyRL's server with JAX and PyTorch, 7 GB",
  });

/** How often an optimiser step was applied to a model of the server, and what the model was loaded from. */
export interface ModelLog {
  readonly from: string | null;
  readonly applied: number;
}

/** SkyRL's server with a model of random weights, its files in a folder that goes with it. */
export class SkyRlServer {
  readonly url: string;
  readonly #folder: string;
  readonly #python: string;
  readonly #port: number;
  readonly #platform: string;
  #group: number | undefined;
  #starts = 0;

  private constructor(folder: string, python: string, port: number, platform: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = folder;
    this.#python = python;
    this.#port = port;
    this.#platform = platform;
  }

  static async open({ gpu, released }: ServedOn): Promise<SkyRlServer> {
    const python = pythonOfSkyRl();
    const folder = await mkdtemp(join(tmpdir(), 'rewardmap-skyrl-'));
    const server = new SkyRlServer(folder, python, await freePort(), gpu ? 'cuda' : 'cpu');
    try {
      succeed(python, [pathOf('make_model.py'), join(folder, modelName), tokenizer, released ? 'released' : 'tiny']);
      await server.start();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Starts it, or starts it again with what it had kept. It rebuilds the line of its engine from that of `uv run`: so it must be run. */
  async start(): Promise<void> {
    const bin = dirname(this.#python);
    const args = [
      'run',
      '--no-project',
      '--active',
      '-m',
      'skyrl.tinker.api',
      '--base-model',
      modelName,
      '--backend',
      'jax',
    ];
    const where = [
      '--host',
      '127.0.0.1',
      '--port',
      `${this.#port}`,
      '--checkpoints-base',
      join(this.#folder, 'checkpoints'),
    ];
    const kept = [
      '--database-url',
      `sqlite:///${join(this.#folder, 'server.db')}`,
      '--backend-config',
      JSON.stringify(backend),
    ];
    const log = openSync(this.#logFile, this.#starts === 0 ? 'w' : 'a');
    const child = spawn(join(bin, 'uv'), [...args, ...where, ...kept], {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        VIRTUAL_ENV: dirname(bin),
        JAX_PLATFORMS: this.#platform,
        HF_HUB_OFFLINE: '1',
        UV_OFFLINE: '1',
        COLUMNS: '1000',
      },
    });
    closeSync(log);
    this.#group = child.pid;
    this.#starts += 1;
    const ended = once(child, 'exit').then(() => {
      throw new Error(`SkyRL's server ended: ${readFileSync(this.#logFile, 'utf8').slice(-2_000)}`);
    });
    await Promise.race([this.#ready(), ended]);
    ended.catch(() => undefined);
  }

  /** SIGKILL to all its processes. */
  async kill(): Promise<void> {
    if (this.#group === undefined) return;
    process.kill(-this.#group, 'SIGKILL');
    this.#group = undefined;
    while (await this.#answers()) await sleep(100);
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What its log tells of each model, in the order in which they were created: one that is loaded is so before any other is created. */
  models(): readonly ModelLog[] {
    const models: { readonly id: string; from: string | null; applied: number }[] = [];
    for (const [, created, loaded, applied] of readFileSync(this.#logFile, 'utf8').matchAll(told)) {
      if (created) models.push({ id: created, from: null, applied: 0 });
      if (loaded) models.at(-1)!.from = loaded;
      const model = models.findLast(({ id }) => id === applied);
      if (model) model.applied += 1;
    }
    return models.map(({ from, applied }) => ({ from, applied }));
  }

  get #logFile(): string {
    return join(this.#folder, 'server.log');
  }

  async #ready(): Promise<void> {
    for (let second = 0; second < patienceSeconds; second += 1) {
      if (
        readFileSync(this.#logFile, 'utf8').split('Starting background engine').length > this.#starts &&
        (await this.#answers())
      )
        return;
      await sleep(1_000);
    }
    throw new Error(`SkyRL's server is not ready after ${patienceSeconds} s`);
  }

  #answers(): Promise<boolean> {
    return fetch(`${this.url}/api/v1/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
