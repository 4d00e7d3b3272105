import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { freshSnapshot, readWeights, snapshotDigest } from './checkpoint.ts';
import { checkPolicyConfig } from './config.ts';
import type { PolicyConfig } from './config.ts';
import { PolicyError } from './errors.ts';
import { parameterPlaces } from './model/parameters.ts';
import type { PolicySnapshot } from './port.ts';
import { endToken, loadTokenizer, padToken } from './tokenizer.ts';

/** A policy to start from: its sizes, its tokenizer (the text of a tokenizer.json) and its weights. */
export interface BasePolicy {
  readonly config: PolicyConfig;
  readonly tokenizerJson: string;
  /** The weights with an optimiser state that has seen no update. */
  readonly snapshot: PolicySnapshot;
  readonly digest: string;
}

const files = { config: 'config.json', tokenizer: 'tokenizer.json', weights: 'weights.safetensors' } as const;

/**
 * Reads the folder `{config.json, tokenizer.json, weights.safetensors}`. Throws `BadPolicyFile` where a file is
 * missing or the three do not belong together.
 */
export async function readBasePolicy(folder: URL): Promise<BasePolicy> {
  const [configText, tokenizerJson, weights] = await Promise.all([
    readText(folder, files.config),
    readText(folder, files.tokenizer),
    read(folder, files.weights),
  ]);
  return within(folder, () => {
    const config = JSON.parse(configText) as PolicyConfig;
    checkPolicyConfig(config);
    const { vocabularySize } = loadTokenizer(tokenizerJson);
    if (vocabularySize !== config.vocabulary)
      throw new Error(`${files.tokenizer} has ${vocabularySize} tokens, ${files.config} says ${config.vocabulary}`);
    if (config.padToken !== padToken || config.endToken !== endToken)
      throw new Error(`${files.config} must have padToken ${padToken} and endToken ${endToken}, as the tokenizer has`);
    const places = parameterPlaces(config);
    const snapshot = freshSnapshot(places, readWeights(places, weights));
    return { config, tokenizerJson, snapshot, digest: snapshotDigest(snapshot) };
  });
}

/** Writes such a folder. */
export async function writeBasePolicy(folder: URL, base: Omit<BasePolicy, 'digest'>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(new URL(files.config, folder), `${JSON.stringify(base.config, null, 2)}\n`),
    writeFile(new URL(files.tokenizer, folder), base.tokenizerJson),
    writeFile(new URL(files.weights, folder), base.snapshot.weights),
  ]);
}

async function readText(folder: URL, name: string): Promise<string> {
  return Buffer.from(await read(folder, name)).toString('utf8');
}

async function read(folder: URL, name: string): Promise<Uint8Array> {
  try {
    return await readFile(new URL(name, folder));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : String(error);
    throw new PolicyError(
      'BadPolicyFile',
      `The base policy in ${fileURLToPath(folder)} cannot be read: ${name} ${reason}.`,
    );
  }
}

function within<Result>(folder: URL, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PolicyError('BadPolicyFile', `The base policy in ${fileURLToPath(folder)} cannot be used: ${reason}`);
  }
}
