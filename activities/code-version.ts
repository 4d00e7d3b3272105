import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { cityEdition, evaluationEdition, trainingEdition } from './edition.ts';

/** Which code a run was opened by. */
export interface CodeVersion {
  /** Of package.json. */
  readonly version: string;
  /** Of git, with `-dirty` where files that git keeps had been changed; null where the code is no checkout. */
  readonly commit: string | null;
  readonly trainingEdition: number;
  readonly evaluationEdition: number;
  /** Not in records of earlier releases. */
  readonly cityEdition?: number;
  readonly node: string;
  /** Kind of machine, such as linux-x64: another may round otherwise. */
  readonly platform: string;
}

const codeFolder = new URL('../', import.meta.url);

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', fileURLToPath(codeFolder), ...args]);
  return stdout.trim();
}

/** The commit of the checkout that this code is; null where it is none, or lies within another's. */
async function commit(): Promise<string | null> {
  try {
    const isCheckout = (await git('rev-parse', '--show-prefix')) === '';
    return isCheckout ? await git('describe', '--always', '--dirty', '--abbrev=40', '--exclude=*') : null;
  } catch {
    return null;
  }
}

async function found(): Promise<CodeVersion> {
  const { version } = JSON.parse(await readFile(new URL('package.json', codeFolder), 'utf8')) as { version: string };
  return {
    version,
    commit: await commit(),
    trainingEdition,
    evaluationEdition,
    cityEdition,
    node: process.versions.node,
    platform: `${platform()}-${arch()}`,
  };
}

let known: Promise<CodeVersion> | undefined;

/** The version of the code that this process runs, as it was when this was first asked. */
export const codeVersion = (): Promise<CodeVersion> => (known ??= found());
