import { createHash } from 'node:crypto';

import { snapshotDigest } from '../checkpoint.ts';
import { PolicyError } from '../errors.ts';
import type { PolicySnapshot } from '../port.ts';
import { readSafetensors, writeSafetensors, type Tensor } from '../safetensors.ts';
import type { RemoteConfig } from './remote-config.ts';

/**
 * What is known here of weights that lie on a server: a digest over all that made them. That is what was sent at each update, and what the
 * server answered with the weights of then; so weights that turned out otherwise when they were made again have another history from
 * their next update on.
 */
export interface RemoteState {
  /** SHA-256. */
  readonly history: Buffer;
  readonly updates: number;
}

/** A state that a server has kept; null is the untrained adapter, which any server can make. */
export interface KeptState extends RemoteState {
  readonly path: string | null;
}

const historyName = 'history';
const updatesName = 'step';
const pathName = 'tinker_path';

export const freshState = ({ baseModel, lora }: RemoteConfig): KeptState => ({
  history: createHash('sha256')
    .update(JSON.stringify([baseModel, lora]))
    .digest(),
  updates: 0,
  path: null,
});

export const after = ({ history, updates }: RemoteState, ...parts: readonly Uint8Array[]): RemoteState => {
  const hash = createHash('sha256').update(history);
  for (const part of parts) hash.update(part);
  return { history: hash.digest(), updates: updates + 1 };
};

/** The two files of a snapshot. The path is no part of their digest: the same state kept twice is one version. */
export function snapshotFiles({ history, updates, path }: KeptState): PolicySnapshot {
  const words = new BigInt64Array(new Uint8Array(history).buffer);
  const step: Tensor = { dtype: 'I64', shape: [], data: BigInt64Array.of(BigInt(updates)) };
  return {
    weights: writeSafetensors(
      new Map([[historyName, { dtype: 'I64', shape: [words.length], data: words }]]),
      path === null ? {} : { [pathName]: path },
    ),
    optimiser: writeSafetensors(new Map([[updatesName, step]])),
  };
}

export const stateDigest = (state: RemoteState): string => snapshotDigest(snapshotFiles({ ...state, path: null }));

/** Throws `BadPolicyFile` where the files are those of another kind of policy. */
export function stateOf({ weights, optimiser }: PolicySnapshot): KeptState {
  const updates = readSafetensors(optimiser).tensors.get(updatesName);
  if (updates?.dtype !== 'I64' || updates.data.length !== 1) throw bad(updatesName);
  return { ...weightsOf(weights), updates: Number(updates.data[0]) };
}

/** The same of weights alone. */
export function weightsOf(weights: Uint8Array): Pick<KeptState, 'history' | 'path'> {
  const { tensors, metadata } = readSafetensors(weights);
  const history = tensors.get(historyName);
  if (history?.dtype !== 'I64' || history.data.length !== 4) throw bad(historyName);
  return { history: Buffer.from(history.data.buffer), path: metadata[pathName] ?? null };
}

/** What a server keeps of the weights that a file names; undefined where it is none of a policy on a server, or names nothing kept. */
export function statePathOf(weights: Uint8Array): string | undefined {
  try {
    return weightsOf(weights).path ?? undefined;
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}

const bad = (name: string): PolicyError =>
  new PolicyError('BadPolicyFile', `The snapshot is none of a policy on a Tinker server: it lacks "${name}".`);
