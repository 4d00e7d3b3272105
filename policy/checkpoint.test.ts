import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { presetPolicy } from './config.ts';
import {
  freshSnapshot,
  initialSnapshot,
  readSnapshot,
  readWeights,
  snapshotDigest,
  stateDigest,
  writeSnapshot,
} from './checkpoint.ts';
import type { TrainingState } from './checkpoint.ts';

const places = [
  { name: 'b', shape: [2, 3], offset: 0 },
  { name: 'a', shape: [2], offset: 6 },
];
const length = 8;
const filled = (values: readonly number[]): Float32Array =>
  Float32Array.from({ length }, (_, index) => values[index] ?? 0);
const vector = fc.array(fc.float(), { minLength: length, maxLength: length }).map(filled);
const state: fc.Arbitrary<TrainingState> = fc.record({
  parameters: vector,
  firstMoment: vector,
  secondMoment: vector,
  updates: fc.nat(),
});
const example = writeSnapshot(places, {
  parameters: filled([1, 2, 3, 4, 5, 6, 7, 8]),
  firstMoment: filled([0.5]),
  secondMoment: filled([0.25]),
  updates: 3,
});

test('a training state comes back from its snapshot, bit by bit', () => {
  fc.assert(
    fc.property(state, (written) => {
      expect(readSnapshot(places, writeSnapshot(places, written))).toEqual(written);
    }),
  );
});

test('a training state has the digest of its snapshot', () => {
  fc.assert(
    fc.property(state, (written) => {
      expect(stateDigest(places, written)).toBe(snapshotDigest(writeSnapshot(places, written)));
    }),
  );
});

test('the files name parameters as they are and the moments as PyTorch does', () => {
  expect([...readSafetensors(example.weights).tensors.keys()].sort()).toEqual(['a', 'b']);
  expect([...readSafetensors(example.optimiser).tensors.keys()].sort()).toEqual([
    'exp_avg.a',
    'exp_avg.b',
    'exp_avg_sq.a',
    'exp_avg_sq.b',
    'step',
  ]);
});

test('the digest is SHA-256 over names, types, shapes and bytes in name order', () => {
  const hash = createHash('sha256');
  const add = (line: string, data: Float32Array | BigInt64Array): void => void hash.update(`${line}\n`).update(data);
  add('a F32 2', Float32Array.of(7, 8));
  add('b F32 2x3', Float32Array.of(1, 2, 3, 4, 5, 6));
  add('exp_avg.a F32 2', Float32Array.of(0, 0));
  add('exp_avg.b F32 2x3', Float32Array.of(0.5, 0, 0, 0, 0, 0));
  add('exp_avg_sq.a F32 2', Float32Array.of(0, 0));
  add('exp_avg_sq.b F32 2x3', Float32Array.of(0.25, 0, 0, 0, 0, 0));
  add('step I64 ', BigInt64Array.of(3n));
  expect(snapshotDigest(example)).toBe(hash.digest('hex'));
});

test('the digest does not see metadata, and sees every part of the state', () => {
  const annotated = writeSafetensors(readSafetensors(example.weights).tensors, { note: 'x' });
  expect(snapshotDigest({ ...example, weights: annotated })).toBe(snapshotDigest(example));
  const base = readSnapshot(places, example);
  const changed = filled([9]);
  const variants: TrainingState[] = [
    { ...base, parameters: changed },
    { ...base, firstMoment: changed },
    { ...base, secondMoment: changed },
    { ...base, updates: 4 },
  ];
  const digests = [base, ...variants].map((variant) => snapshotDigest(writeSnapshot(places, variant)));
  expect(new Set(digests).size).toBe(5);
});

test('a fresh snapshot has the weights, zero moments and no updates', () => {
  const parameters = filled([1, 2, 3]);
  const zeros = new Float32Array(length);
  expect(readSnapshot(places, freshSnapshot(places, parameters))).toEqual({
    parameters,
    firstMoment: zeros,
    secondMoment: zeros,
    updates: 0,
  });
});

test('the snapshot of an untrained policy depends on its seed alone', () => {
  const config = { ...presetPolicy('tiny', 20), width: 8, heads: 2, patchHidden: 8, mlpHidden: 8 };
  const digest = (seed: number): string => snapshotDigest(initialSnapshot(config, seed));
  expect(digest(1)).toBe(digest(1));
  expect(digest(2)).not.toBe(digest(1));
});

test('a snapshot of another policy is refused by the tensor that differs', () => {
  const read = (other: typeof places): unknown => readWeights(other, example.weights);
  expect(() => read([...places, { name: 'c', shape: [1], offset: 8 }])).toThrow(/lacks "c", .* as F32 \[1\]/);
  expect(() => read(places.slice(0, 1))).toThrow(/has "a", which is no tensor of the policy/);
  expect(() => read([{ name: 'b', shape: [3, 2], offset: 0 }, places[1]!])).toThrow(
    /"b" as F32 \[2, 3\], the policy needs F32 \[3, 2\]/,
  );
  expect(() => readSnapshot(places, { ...example, optimiser: example.weights })).toThrow(/no scalar "step"/);
});
