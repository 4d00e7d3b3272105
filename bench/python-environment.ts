import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PythonNeeds {
  /** A requirements.txt. */
  readonly requirements: URL;
  /** Begins the name of the environment's folder in the cache. */
  readonly name: string;
  /** What it is made with: a command of the PATH. */
  readonly program: string;
  /** The variable that may name a Python which has the packages already. */
  readonly variable: string;
  /** What it brings, for people who wait. */
  readonly brings: string;
}

/** A Python with the packages of a list: the one that a variable names, else that of a virtual environment in the cache, made when it is first asked for. */
export function pythonWith({ requirements, name, program, variable, brings }: PythonNeeds): string {
  const given = process.env[variable];
  if (given) return given;
  const file = fileURLToPath(requirements);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rewardmap', `${name}-${digest}`);
  const [python, ready] = [join(folder, 'bin', 'python'), join(folder, 'ready')];
  if (existsSync(ready)) return python;
  console.error(`making ${folder}: ${brings}, some minutes`);
  mkdirSync(folder, { recursive: true });
  succeed(program, ['-m', 'venv', folder]);
  succeed(python, ['-m', 'pip', 'install', '--quiet', '--requirement', file]);
  writeFileSync(ready, '');
  return python;
}

/** Runs a command to its end; what it prints goes to our stderr. Throws where it fails. */
export function succeed(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', process.stderr, process.stderr] });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed (${error?.message ?? `status ${status}`})`);
}
