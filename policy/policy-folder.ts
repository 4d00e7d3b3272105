import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { PolicyError } from './errors.ts';

/** The files of a policy's folder. */
export const policyFiles = {
  config: 'config.json',
  tokenizer: 'tokenizer.json',
  weights: 'weights.safetensors',
} as const;

const unread = (folder: URL, name: string, reason: string): PolicyError =>
  new PolicyError('BadPolicyFile', `The base policy in ${fileURLToPath(folder)} cannot be read: ${name} ${reason}.`);

/** Far above the largest policy that an engine here has: some 100 million weights. */
const mostBytes = 512 * 2 ** 20;

/** A file of a policy's folder; undefined where it is not there. Throws `BadPolicyFile` where it cannot be read. */
export async function fileIfThere(folder: URL, name: string): Promise<Buffer | undefined> {
  const file = new URL(name, folder);
  try {
    const found = await stat(file);
    // A pipe would be waited for.
    if (!found.isFile()) throw new Error('is no file');
    if (found.size > mostBytes) throw new Error(`has ${found.size} bytes; at most ${mostBytes} are read`);
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw unread(folder, name, message);
  }
}

/** The same of a file that must be there. */
export async function fileOf(folder: URL, name: string): Promise<Buffer> {
  const file = await fileIfThere(folder, name);
  if (!file) throw unread(folder, name, 'is missing');
  return file;
}

/** What is done with a policy's folder: what fails in it is a `BadPolicyFile` that names the folder. */
export async function within<Result>(folder: URL, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PolicyError('BadPolicyFile', `The base policy in ${fileURLToPath(folder)} cannot be used: ${reason}`);
  }
}

/** The config.json of a policy's folder, as yet unread but for being an object. */
export async function configOf(folder: URL): Promise<object> {
  const file = await fileOf(folder, policyFiles.config);
  return within(folder, () => {
    const config: unknown = JSON.parse(file.toString('utf8'));
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config;
    throw new Error(`${policyFiles.config} is no object`);
  });
}
