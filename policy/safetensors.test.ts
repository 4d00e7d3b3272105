import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Tensor } from './safetensors.ts';

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 3 });
const tensor: fc.Arbitrary<Tensor> = fc.oneof(
  shapes.chain((shape) =>
    fc
      .array(fc.float(), { minLength: size(shape), maxLength: size(shape) })
      .map((values): Tensor => ({ dtype: 'F32', shape, data: Float32Array.from(values) })),
  ),
  shapes.chain((shape) =>
    fc
      .array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: size(shape), maxLength: size(shape) })
      .map((values): Tensor => ({ dtype: 'I64', shape, data: BigInt64Array.from(values) })),
  ),
);
const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__');
const tensors = fc.array(fc.tuple(names, tensor), { maxLength: 6 }).map((list) => new Map(list));

test('what is written is read back, whatever the names, types, shapes and values', () => {
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (written, metadata) => {
      const read = readSafetensors(writeSafetensors(written, metadata));
      expect(new Map(Object.entries(read.metadata))).toEqual(new Map(Object.entries(metadata)));
      expect(new Set(read.tensors.keys())).toEqual(new Set(written.keys()));
      for (const [name, { dtype, shape, data }] of read.tensors) {
        expect({ dtype, shape }).toEqual({ dtype: written.get(name)?.dtype, shape: written.get(name)?.shape });
        expect(Buffer.from(data.buffer)).toEqual(Buffer.from(written.get(name)!.data.buffer));
      }
    }),
  );
});

test('the bytes do not depend on the order of insertion', () => {
  fc.assert(
    fc.property(tensors, (written) => {
      const reversed = new Map([...written].reverse());
      expect(writeSafetensors(reversed, { b: '2', a: '1' })).toEqual(writeSafetensors(written, { a: '1', b: '2' }));
    }),
  );
});

test('data begin at a multiple of 8 bytes and a view into a larger buffer is read', () => {
  const file = writeSafetensors(new Map([['x', f32([3], [1, 2, 3])]]));
  expect(headerLength(file) % 8).toBe(0);
  const unaligned = new Uint8Array(file.length + 5);
  unaligned.set(file, 3);
  expect(readSafetensors(unaligned.subarray(3, 3 + file.length)).tensors.get('x')?.data).toEqual(
    Float32Array.of(1, 2, 3),
  );
});

// python: safetensors.numpy.save({'a': np.array([1, 2], np.float32), 'n': np.array(7, np.int64)}, {'k': 'v'})
test('the bytes are those of the reference implementation', () => {
  const header =
    '{"__metadata__":{"k":"v"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},' +
    '"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}';
  const file = Buffer.from(
    writeSafetensors(
      new Map<string, Tensor>([
        ['a', f32([2], [1, 2])],
        ['n', { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) }],
      ]),
      { k: 'v' },
    ),
  );
  expect(
    file
      .subarray(8, 8 + headerLength(file))
      .toString()
      .trimEnd(),
  ).toBe(header);
  expect(file.subarray(8 + headerLength(file)).toString('hex')).toBe('07000000000000000000803f00000040');
});

const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };

test.each([
  ['an empty file', new Uint8Array(0), /0 bytes, fewer than the 8/],
  ['a header beyond the end', withHeader('{}', 0, 100n), /truncated: 10 bytes, the header alone ends at 108/],
  ['a huge header', withHeader('{}', 0, 2n ** 63n), /9223372036854775808 bytes is too large/],
  ['broken JSON', withHeader('{"x":', 0), /not JSON in UTF-8/],
  ['a list', withHeader('[]', 0), /not a JSON object/],
  [
    'a name twice',
    withHeader(`{"x":${JSON.stringify(one)},"x":${JSON.stringify(one)}}`, 4),
    /its header has "x" twice/,
  ],
  ['a name twice, spelt otherwise', withHeader('{"x":{},"\\u0078":{}}', 0), /its header has "x" twice/],
  ['a field twice', withHeader('{"x":{"dtype":"F32","dtype":"I64"}}', 0), /its header has "dtype" twice/],
  [
    'a header of 9 MB',
    withHeader(' '.repeat(9 * 2 ** 20), 0),
    /9437184 bytes is too large, at most 8388608 are allowed/,
  ],
  ['an abyss', withHeader('['.repeat(8_000_000), 0), /its header is deeper than 4/],
  ['a crowd', withHeader(`{"x":[${'0,'.repeat(2_000_000)}0]}`, 0), /its header has more than 100000 values/],
  ['a string without end', withHeader(`{"${'\\"'.repeat(4_000_000)}`, 0), /not JSON in UTF-8/],
  ['NaN', withHeader('{"x":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}', 4), /not JSON in UTF-8/],
  ['no UTF-8', Buffer.from('02000000000000007bff', 'hex'), /not JSON in UTF-8/],
  [
    'sizes beyond all numbers',
    withHeader({ x: { ...one, shape: [2 ** 52, 2 ** 52] } }, 4),
    /its shape \[4503599627370496,4503599627370496\] of F32 needs 8/,
  ],
  ['offsets that run backwards', withHeader({ x: { ...one, shape: [0], data_offsets: [4, 0] } }, 0), /spans -4 bytes/],
  [
    'offsets with a fraction',
    withHeader({ x: { ...one, data_offsets: [0.5, 4.5] } }, 5),
    /has the offsets \[0.5,4.5\]/,
  ],
  [
    'a name of a megabyte',
    withHeader({ ['n'.repeat(2 ** 20)]: 1 }, 0),
    /tensor "n{99}\.\.\. is not described by an object/,
  ],
  [
    'an unknown type',
    withHeader({ x: { ...one, dtype: 'BF16' } }, 4),
    /tensor "x" has the type "BF16", allowed are F32/,
  ],
  ['a negative size', withHeader({ x: { ...one, shape: [-1] } }, 4), /tensor "x" has the shape \[-1\]/],
  ['missing offsets', withHeader({ x: { dtype: 'F32', shape: [1] } }, 4), /tensor "x" has the offsets undefined/],
  [
    'a span unlike the shape',
    withHeader({ x: { ...one, shape: [2] } }, 4),
    /spans 4 bytes, its shape \[2\] of F32 needs 8/,
  ],
  [
    'overlapping tensors',
    withHeader({ x: one, y: { ...one, data_offsets: [2, 6] } }, 6),
    /"y" begins at byte 2, inside/,
  ],
  ['a hole', withHeader({ x: one, y: { ...one, data_offsets: [8, 12] } }, 12), /"y" begins at byte 8, after a hole/],
  ['missing data', withHeader({ x: one }, 3), /truncated: its tensors need 4 bytes, it has 3/],
  ['surplus data', withHeader({ x: one }, 6), /2 bytes that belong to no tensor/],
  [
    'metadata that are not strings',
    withHeader({ __metadata__: { k: 1 } }, 0),
    /__metadata__ is not an object of strings/,
  ],
])('%s is refused', (_, file, message) => {
  expect(() => readSafetensors(file)).toThrow(message);
});

test('writing refuses a wrong shape and the name of the metadata', () => {
  expect(() => writeSafetensors(new Map([['x', f32([2], [1])]]))).toThrow(
    /"x" has 1 elements, its shape \[2\] needs 2/,
  );
  expect(() => writeSafetensors(new Map([['__metadata__', f32([1], [1])]]))).toThrow(/can't be named __metadata__/);
});

function f32(shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype: 'F32', shape, data: Float32Array.from(values) };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function headerLength(file: Uint8Array): number {
  return Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
}

function withHeader(header: unknown, dataBytes: number, length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([prefix, text, Buffer.alloc(dataBytes)]);
}

test('whatever the bytes, it is read or refused by its type, in a sentence', () => {
  const good = writeSafetensors(new Map([['x', f32([2, 2], [1, 2, 3, 4])]]), { k: 'v' });
  const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), fc.nat(good.length), (changes, length) => {
      const file = Uint8Array.from(good).subarray(0, length);
      for (const { at, to } of changes) file[at] = to;
      const verdict = verdictOn(file);
      expect(verdict.name).toBeOneOf(['read', 'BadPolicyFile']);
      expect(verdict.message.length).toBeLessThan(500);
    }),
    { numRuns: 2_000 },
  );
});

function verdictOn(file: Uint8Array): { readonly name: string; readonly message: string } {
  try {
    readSafetensors(file);
    return { name: 'read', message: '' };
  } catch (error) {
    return error as Error;
  }
}
