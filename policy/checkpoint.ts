import { createHash } from 'node:crypto';
import type { PolicyConfig } from './config.ts';
import { PolicyError } from './errors.ts';
import { sizeOf } from './graph/shape.ts';
import { initialParameters, parameterPlaces } from './model/parameters.ts';
import type { ParameterPlace } from './model/parameters.ts';
import type { PolicySnapshot } from './port.ts';
import { readSafetensors, storedTensors, writeSafetensors } from './safetensors.ts';
import type { StoredTensor, Tensor } from './safetensors.ts';

/** All that training changes: weights and AdamW's two moments as flat vectors, and the updates made so far. */
export interface TrainingState {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  readonly updates: number;
}

/** Tensor names of the optimiser file, as PyTorch's AdamW names its state. */
const moments = { firstMoment: 'exp_avg', secondMoment: 'exp_avg_sq' } as const;
const updatesName = 'step';

type Tensors = ReadonlyMap<string, Tensor>;

/** What the two files of a training state hold: `<name>`; `exp_avg.<name>`, `exp_avg_sq.<name>` and `step`. No copies. */
function filesOf(
  places: readonly ParameterPlace[],
  state: TrainingState,
): { readonly weights: Tensors; readonly optimiser: Tensors } {
  const step: Tensor = { dtype: 'I64', shape: [], data: BigInt64Array.of(BigInt(state.updates)) };
  return {
    weights: new Map(tensorsOf(places, state.parameters, '')),
    optimiser: new Map([
      ...tensorsOf(places, state.firstMoment, `${moments.firstMoment}.`),
      ...tensorsOf(places, state.secondMoment, `${moments.secondMoment}.`),
      [updatesName, step],
    ]),
  };
}

/** A training state as two safetensors files. */
export function writeSnapshot(places: readonly ParameterPlace[], state: TrainingState): PolicySnapshot {
  const { weights, optimiser } = filesOf(places, state);
  return { weights: writeSafetensors(weights), optimiser: writeSafetensors(optimiser) };
}

/** The digest that a snapshot of a training state has, without its files. */
export function stateDigest(places: readonly ParameterPlace[], state: TrainingState): string {
  const { weights, optimiser } = filesOf(places, state);
  return digestOf([weights, optimiser]);
}

/** The snapshot of an untrained policy, a function of its sizes and a seed. */
export function initialSnapshot(config: PolicyConfig, seed: number): PolicySnapshot {
  return freshSnapshot(parameterPlaces(config), initialParameters(config, seed));
}

/** A snapshot of weights that no optimiser has touched. */
export function freshSnapshot(places: readonly ParameterPlace[], parameters: Float32Array): PolicySnapshot {
  const zeros = new Float32Array(parameters.length);
  return writeSnapshot(places, { parameters, firstMoment: zeros, secondMoment: zeros, updates: 0 });
}

/**
 * The training state of a snapshot. Throws `BadPolicyFile` where a tensor is missing, surplus or of another shape
 * than the policy's.
 */
export function readSnapshot(places: readonly ParameterPlace[], { weights, optimiser }: PolicySnapshot): TrainingState {
  const { tensors } = readSafetensors(optimiser);
  const step = tensors.get(updatesName);
  if (step?.dtype !== 'I64' || step.shape.length > 0 || step.data[0]! < 0n)
    throw bad(`the optimiser state has no scalar "${updatesName}" of type I64 that is 0 or more`);
  assertNoSurplus('the optimiser state', tensors, [
    updatesName,
    ...Object.values(moments).flatMap((moment) => places.map(({ name }) => `${moment}.${name}`)),
  ]);
  return {
    parameters: readWeights(places, weights),
    firstMoment: gathered('the optimiser state', tensors, places, `${moments.firstMoment}.`),
    secondMoment: gathered('the optimiser state', tensors, places, `${moments.secondMoment}.`),
    updates: Number(step.data[0]),
  };
}

/** The flat vector of a weights file, checked as in `readSnapshot`. */
export function readWeights(places: readonly ParameterPlace[], weights: Uint8Array): Float32Array {
  const { tensors } = readSafetensors(weights);
  const names = places.map(({ name }) => name);
  assertNoSurplus('the weights file', tensors, names);
  return gathered('the weights file', tensors, places, '');
}

/**
 * SHA-256 (hex) over the tensors of the weights file, then of the optimiser file, each in name order: the line
 * `<name> <dtype> <sizes joined by x>\n`, then the bytes. Metadata and layout of the files do not count.
 */
export function snapshotDigest({ weights, optimiser }: PolicySnapshot): string {
  return digestOf([storedTensors(weights), storedTensors(optimiser)]);
}

function digestOf(files: readonly ReadonlyMap<string, Tensor | StoredTensor>[]): string {
  const hash = createHash('sha256');
  for (const tensors of files)
    for (const [name, { dtype, shape, data }] of byName(tensors))
      hash.update(`${name} ${dtype} ${shape.join('x')}\n`).update(data);
  return hash.digest('hex');
}

function tensorsOf(places: readonly ParameterPlace[], flat: Float32Array, prefix: string): [string, Tensor][] {
  return places.map(({ name, shape, offset }) => [
    prefix + name,
    { dtype: 'F32', shape, data: flat.subarray(offset, offset + sizeOf(shape)) },
  ]);
}

function gathered(file: string, tensors: Tensors, places: readonly ParameterPlace[], prefix: string): Float32Array {
  const flat = new Float32Array(places.reduce((count, { shape }) => count + sizeOf(shape), 0));
  for (const { name, shape, offset } of places) {
    const tensor = tensors.get(prefix + name);
    const needed = `F32 [${shape.join(', ')}]`;
    if (tensor === undefined) throw bad(`${file} lacks "${prefix}${name}", which the policy has as ${needed}`);
    const found = `${tensor.dtype} [${tensor.shape.join(', ')}]`;
    if (tensor.dtype !== 'F32' || found !== needed)
      throw bad(`${file} has "${prefix}${name}" as ${found}, the policy needs ${needed}`);
    flat.set(tensor.data, offset);
  }
  return flat;
}

function assertNoSurplus(file: string, tensors: Tensors, names: readonly string[]): void {
  const known = new Set(names);
  const surplus = [...tensors.keys()].find((name) => !known.has(name));
  if (surplus !== undefined) throw bad(`${file} has "${surplus}", which is no tensor of the policy`);
}

function byName<Value>(tensors: ReadonlyMap<string, Value>): [string, Value][] {
  return [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
}

function bad(what: string): PolicyError {
  return new PolicyError('BadPolicyFile', `The snapshot does not fit the policy: ${what}.`);
}
