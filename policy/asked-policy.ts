import { readBasePolicy, type BaseConfig, type BasePolicy } from './base-policy.ts';
import { snapshotDigest } from './checkpoint.ts';
import { configOf, fileIfThere, fileOf, policyFiles, within } from './policy-folder.ts';
import { checkServedFile, isServed, type ServedConfig } from './served/served-config.ts';
import { servedPrompts } from './served/served-prompts.ts';
import { servedSnapshot } from './served/served-snapshot.ts';
import { templateOf } from './vlm-text/template-files.ts';

/** Of a policy that answers: one that can be trained, or one that is served and cannot. */
export type AskedConfig = BaseConfig | ServedConfig;

/** A policy to be asked. */
export interface AskedPolicy extends Omit<BasePolicy, 'config'> {
  readonly config: AskedConfig;
}

/**
 * Reads the folder of a policy that is to be asked: of one to start from, or of a served one, `config.json` and, where that says how text is
 * read, the model's tokenizer.json and its chat template. Throws `BadPolicyFile` where files are missing or do not belong together.
 */
export async function readAskedPolicy(folder: URL): Promise<AskedPolicy> {
  const config = await configOf(folder);
  return isServed(config) ? readServedPolicy(folder, config) : readBasePolicy(folder);
}

async function readServedPolicy(folder: URL, given: object): Promise<AskedPolicy> {
  const stated = await within(folder, () => checkServedFile(given));
  const text = async (name: string) => (await fileIfThere(folder, name))?.toString('utf8');
  const chatTemplate = stated.text && (await within(folder, () => templateOf(text)));
  const tokenizerJson = stated.text ? (await fileOf(folder, policyFiles.tokenizer)).toString('utf8') : '';
  const config: ServedConfig = { ...stated, chatTemplate };
  await within(folder, () => servedPrompts(config, tokenizerJson));
  const snapshot = servedSnapshot(config);
  return { config, tokenizerJson, snapshot, digest: snapshotDigest(snapshot) };
}
