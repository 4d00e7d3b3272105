import { mkdir, writeFile } from 'node:fs/promises';
import { freshSnapshot, readSnapshot, readWeights, snapshotDigest } from './checkpoint.ts';
import { checkPolicyConfig } from './config.ts';
import type { PolicyConfig } from './config.ts';
import { parameterPlaces } from './model/parameters.ts';
import { configOf, fileOf, policyFiles as files, within } from './policy-folder.ts';
import type { PolicySnapshot } from './port.ts';
import { checkRemoteConfig, isRemote, type RemoteConfig } from './remote/remote-config.ts';
import { freshState, snapshotFiles, stateOf, weightsOf } from './remote/remote-state.ts';
import { isServed } from './served/served-config.ts';
import { textTokens } from './text-tokens.ts';
import { endToken, loadTokenizer, padToken, readAnyText, type ReadText } from './tokenizer.ts';

/** Of the policy that is embedded, or of one on a server. */
export type BaseConfig = PolicyConfig | RemoteConfig;

/** A policy to start from: its sizes, its tokenizer (the text of a tokenizer.json) and its weights. */
export interface BasePolicy {
  readonly config: BaseConfig;
  readonly tokenizerJson: string;
  /** The weights, and the optimiser state: of a policy read from a folder it has seen no update. */
  readonly snapshot: PolicySnapshot;
  readonly digest: string;
}

/**
 * Reads the folder `{config.json, tokenizer.json, weights.safetensors}`, the weights not of a policy on a server. Throws `BadPolicyFile`
 * where a file is missing, they do not belong together, or the policy is a served one, which cannot be trained.
 */
export async function readBasePolicy(folder: URL): Promise<BasePolicy> {
  const given = await configOf(folder);
  if (isServed(given)) return within(folder, () => refuseServed(given));
  const config = given as BaseConfig;
  const tokenizerJson = (await fileOf(folder, files.tokenizer)).toString('utf8');
  if (isRemote(config)) return within(folder, () => untrainedPolicy(config, tokenizerJson));
  const weights = await fileOf(folder, files.weights);
  return within(folder, () => freshPolicy(config, tokenizerJson, weights));
}

function refuseServed({ model }: { readonly model?: string }): never {
  throw new Error(`its backend openai answers and cannot be trained: ${model} is for an evaluation (evaluatePolicy)`);
}

/** What the parts of a policy must be to belong together; each throws where they are not. */
interface Parts {
  readonly check: (tokenizerJson: string) => void;
  /** A snapshot of weights that no optimiser has touched. */
  readonly fresh: (weights: Uint8Array) => PolicySnapshot;
  readonly checkSnapshot: (snapshot: PolicySnapshot) => void;
}

function partsOf(config: BaseConfig): Parts {
  if (isRemote(config)) {
    return {
      check: (tokenizerJson) => void textTokens(tokenizerJson, checkRemoteConfig(config).endToken),
      fresh: (weights) => snapshotFiles({ ...weightsOf(weights), updates: 0 }),
      checkSnapshot: (snapshot) => void stateOf(snapshot),
    };
  }
  const places = () => parameterPlaces(config);
  return {
    check: (tokenizerJson) => checkEmbedded(config, tokenizerJson),
    fresh: (weights) => freshSnapshot(places(), readWeights(places(), weights)),
    checkSnapshot: (snapshot) => void readSnapshot(places(), snapshot),
  };
}

function checkEmbedded(config: PolicyConfig, tokenizerJson: string): void {
  checkPolicyConfig(config);
  const { vocabularySize } = loadTokenizer(tokenizerJson);
  if (vocabularySize !== config.vocabulary)
    throw new Error(`${files.tokenizer} has ${vocabularySize} tokens, ${files.config} says ${config.vocabulary}`);
  if (config.padToken !== padToken || config.endToken !== endToken)
    throw new Error(`${files.config} must have padToken ${padToken} and endToken ${endToken}, as the tokenizer has`);
}

/** What a server makes of a base model that it has by name. */
const untrainedPolicy = (config: RemoteConfig, tokenizerJson: string): BasePolicy =>
  trainedPolicy(config, tokenizerJson, snapshotFiles(freshState(config)));

/** A policy of these weights that no optimiser has touched. Throws where the three do not belong together. */
export function freshPolicy(config: BaseConfig, tokenizerJson: string, weights: Uint8Array): BasePolicy {
  const parts = partsOf(config);
  parts.check(tokenizerJson);
  const snapshot = parts.fresh(weights);
  return { config, tokenizerJson, snapshot, digest: snapshotDigest(snapshot) };
}

/** A policy that goes on with the optimiser state it has. Throws as {@link freshPolicy}. */
export function trainedPolicy(config: BaseConfig, tokenizerJson: string, snapshot: PolicySnapshot): BasePolicy {
  const parts = partsOf(config);
  parts.check(tokenizerJson);
  parts.checkSnapshot(snapshot);
  return { config, tokenizerJson, snapshot, digest: snapshotDigest(snapshot) };
}

/** How a policy of a configuration reads any text: the first `longest` tokens, and what of it is not read. */
export function readerOf(config: BaseConfig, tokenizerJson: string): (text: string, longest: number) => ReadText {
  if (isRemote(config)) {
    const remote = textTokens(tokenizerJson, config.endToken);
    return (text, longest) => remote.read(text, longest);
  }
  const tokenizer = loadTokenizer(tokenizerJson);
  return (text, longest) => readAnyText(tokenizer, longest, text);
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
