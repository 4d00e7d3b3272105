import { readFile } from 'node:fs/promises';
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

/** A file of a policy's folder; undefined where it is not there. Throws `BadPolicyFile` where it cannot be read. */
export async function fileIfThere(folder: URL, name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(new URL(name, folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unread(folder, name, String(error));
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
