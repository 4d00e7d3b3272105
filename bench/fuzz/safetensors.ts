import { readSafetensors, writeSafetensors, type Tensor } from '../../policy/safetensors.ts';
import type { Draws } from '../../transit/seed.ts';
import { changedBytes } from './changed-bytes.ts';
import type { FuzzTarget } from './target.ts';

const tensors = new Map<string, Tensor>([
  ['a', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['b.c', { dtype: 'F32', shape: [], data: Float32Array.of(7) }],
  ['n', { dtype: 'I64', shape: [2], data: BigInt64Array.of(8n, 9n) }],
]);

/** A file of that header, whatever it says; `length` is what the first 8 bytes say of it. */
function fileOf(header: string, data: number, length = BigInt(Buffer.byteLength(header))): Buffer {
  const first = Buffer.alloc(8);
  first.writeBigUInt64LE(length);
  return Buffer.concat([first, Buffer.from(header), Buffer.alloc(data)]);
}

const numbers = ['0', '-1', '1e309', '1e15', '4503599627370496', '0.5', 'NaN', 'null', '"1"', '[]', '{}', '[[[[0]]]]'];
const names = ['a', 'b', '__proto__', '__metadata__', '\\u0061', 'constructor', ''];

/** A header by the grammar, with what is wrong put where a reader looks for what is right. */
function madeHeader(draws: Draws): string {
  const list = (): string => `[${Array.from({ length: draws.below(4) }, () => draws.pick(numbers)).join(',')}]`;
  const entry = (): string =>
    `"${draws.pick(names)}":{"dtype":${draws.pick(['"F32"', '"I64"', '"BF16"', '1'])},"shape":${list()},"data_offsets":${list()}}`;
  return `{${Array.from({ length: draws.below(5) }, entry).join(',')}}`;
}

export const safetensors: FuzzTarget = {
  refusal: 'BadPolicyFile',
  samples: async () => [Buffer.from(writeSafetensors(tensors, { k: 'v' }))],
  bombs: async () => ({
    'a length of 2 to the 63rd': fileOf('{}', 0, 2n ** 63n),
    'a length of all bits': fileOf('{}', 0, 2n ** 64n - 1n),
    'a header of 100 MB': fileOf(' '.repeat(100_000_000), 0),
    'arrays in arrays, 8 million deep': fileOf('['.repeat(8_000_000), 0),
    'objects in objects, a million deep': fileOf('{"a":'.repeat(1_000_000), 0),
    'four million zeros': fileOf(`{"a":[${'0,'.repeat(4_000_000)}0]}`, 0),
    'a million names': fileOf(`{${Array.from({ length: 600_000 }, (_, n) => `"${n}":0`).join(',')}}`, 0),
    'quotation marks alone': fileOf('\\"'.repeat(4_000_000), 0),
  }),
  changed: (sample, draws) =>
    draws.below(2) === 0 ? changedBytes(sample, draws) : fileOf(madeHeader(draws), draws.below(64)),
  read: async (file) => readSafetensors(file),
};
