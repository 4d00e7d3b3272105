import { PolicyError } from './errors.ts';
import { jsonFault } from './json-shape.ts';

/** A named array of a safetensors file. Scalars have the shape []. Numbers are little-endian, as on every host of Node. */
export type Tensor =
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'I64'; readonly shape: readonly number[]; readonly data: BigInt64Array };

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry extends Pick<Tensor, 'dtype' | 'shape'> {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

const bytesPerElement: Readonly<Record<Tensor['dtype'], number>> = { F32: 4, I64: 8 };
const lengthBytes = 8;
const alignment = 8;
/** The reference implementation allows 100 MB, which a hostile header unfolds to gigabytes: ours have 20 KB. */
const maxHeaderBytes = 8 * 2 ** 20;
/** An entry, its shape or offsets, and one more so that what is wrong inside them is told by its own name. */
const headerBounds = { depth: 4, separators: 100_000 } as const;
const metadataKey = '__metadata__';

/**
 * Writes a safetensors file (https://github.com/huggingface/safetensors#format). Equal content gives equal bytes:
 * metadata in key order, tensors in the order of the reference implementation, wider types first, then by name.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) => bytesPerElement[b.dtype] - bytesPerElement[a.dtype] || compareText(nameA, nameB),
  );
  const entries = placed(ordered);
  const header = encodedHeader(entries, metadata);
  const dataBytes = entries.at(-1)?.end ?? 0;
  const file = new Uint8Array(lengthBytes + header.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, lengthBytes);
  for (const [index, [, tensor]] of ordered.entries()) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), lengthBytes + header.length + entries[index]!.begin);
  }
  return file;
}

/** A tensor as its bytes lie in a file. */
export interface StoredTensor {
  readonly dtype: Tensor['dtype'];
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads a safetensors file as strictly as the reference implementation: the tensors must cover the data without
 * holes or overlaps, and no name may stand twice. Tensors are copies. Throws `BadPolicyFile` on anything else, and on types other than F32 and I64.
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const { stored, metadata } = parsedFile(file);
  return { tensors: new Map([...stored].map(([name, tensor]) => [name, copied(tensor)])), metadata };
}

/** The same without copies: the tensors' bytes where they lie. */
export const storedTensors = (file: Uint8Array): ReadonlyMap<string, StoredTensor> => parsedFile(file).stored;

function parsedFile(file: Uint8Array) {
  const { header, dataStart } = parsedHeader(file);
  const { [metadataKey]: metadata = {}, ...described } = header;
  const entries = Object.entries(described)
    .map(([name, value]) => checkedEntry(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  assertCovered(entries, file.length - dataStart);
  const stored = entries.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => [
    name,
    { dtype, shape, data: file.subarray(dataStart + begin, dataStart + end) },
  ]);
  return { stored: new Map(stored), metadata: checkedMetadata(metadata) };
}

function placed(tensors: readonly (readonly [string, Tensor])[]): Entry[] {
  let end = 0;
  return tensors.map(([name, { dtype, shape, data }]) => {
    if (name === metadataKey) throw bad(`a tensor can't be named ${metadataKey}, which is the place of the metadata`);
    if (elements(shape) !== data.length)
      throw bad(
        `tensor "${name}" has ${data.length} elements, its shape [${shape.join(', ')}] needs ${elements(shape)}`,
      );
    const begin = end;
    end += data.byteLength;
    return { name, dtype, shape, begin, end };
  });
}

function encodedHeader(entries: readonly Entry[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => compareText(a, b));
  const described = entries.map(
    ({ name, dtype, shape, begin, end }) => [name, { dtype, shape, data_offsets: [begin, end] }] as const,
  );
  const json = JSON.stringify(
    Object.fromEntries<unknown>([
      ...(sortedMetadata.length > 0 ? [[metadataKey, Object.fromEntries(sortedMetadata)] as const] : []),
      ...described,
    ]),
  );
  const bytes = Buffer.from(json);
  const padding = -bytes.length & (alignment - 1);
  return Buffer.concat([bytes, Buffer.alloc(padding, ' ')]);
}

function parsedHeader(file: Uint8Array): { header: Readonly<Record<string, unknown>>; dataStart: number } {
  if (file.length < lengthBytes)
    throw bad(`it has ${file.length} bytes, fewer than the ${lengthBytes} of its header's length`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > maxHeaderBytes)
    throw bad(`its header of ${length} bytes is too large, at most ${maxHeaderBytes} are allowed`);
  const dataStart = lengthBytes + Number(length);
  if (dataStart > file.length)
    throw bad(`it is truncated: ${file.length} bytes, the header alone ends at ${dataStart}`);
  const header = parsedJson(file.subarray(lengthBytes, dataStart));
  if (!isRecord(header)) throw bad('its header is not a JSON object');
  return { header, dataStart };
}

function parsedJson(bytes: Uint8Array): unknown {
  let fault: string | undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    fault = jsonFault(text, headerBounds);
    if (fault === undefined) return JSON.parse(text);
  } catch (error) {
    throw bad(`its header is not JSON in UTF-8 (${error instanceof Error ? error.message : String(error)})`);
  }
  throw bad(`its header ${fault}`);
}

/** A value of a header in an error, which must stay readable whatever the value is. */
const told = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
};

function checkedEntry(name: string, value: unknown): Entry {
  const where = `tensor ${told(name)}`;
  if (!isRecord(value)) throw bad(`${where} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== 'F32' && dtype !== 'I64') throw bad(`${where} has the type ${told(dtype)}, allowed are F32 and I64`);
  if (!isCounts(shape)) throw bad(`${where} has the shape ${told(shape)}, allowed are lists of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2)
    throw bad(`${where} has the offsets ${told(offsets)}, allowed are two whole numbers`);
  const [begin, end] = offsets as [number, number];
  const needed = elements(shape) * bytesPerElement[dtype];
  if (end - begin !== needed)
    throw bad(`${where} spans ${end - begin} bytes, its shape ${told(shape)} of ${dtype} needs ${needed}`);
  return { name, dtype, shape, begin, end };
}

function assertCovered(entries: readonly Entry[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered)
      throw bad(
        `tensor ${told(name)} begins at byte ${begin}, ${begin < covered ? 'inside the one' : 'after a hole'} before it (expected ${covered})`,
      );
    covered = end;
  }
  if (covered > dataBytes) throw bad(`it is truncated: its tensors need ${covered} bytes, it has ${dataBytes}`);
  if (covered < dataBytes) throw bad(`it has ${dataBytes - covered} bytes that belong to no tensor`);
}

function copied({ dtype, shape, data }: StoredTensor): Tensor {
  const { buffer } = new Uint8Array(data);
  return dtype === 'F32'
    ? { dtype, shape, data: new Float32Array(buffer) }
    : { dtype, shape, data: new BigInt64Array(buffer) };
}

function checkedMetadata(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value) || Object.values(value).some((text) => typeof text !== 'string'))
    throw bad(`its ${metadataKey} is not an object of strings`);
  return value as Record<string, string>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bad(what: string): PolicyError {
  return new PolicyError('BadPolicyFile', `Not a safetensors file that can be used: ${what}.`);
}
