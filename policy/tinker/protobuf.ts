import protobuf from 'protobufjs/minimal.js';

import type { Chunk, Datum, Loss, LossOutput, SampledSequence, SampleOutput, Tensor } from './messages.ts';

const { Reader, Writer } = protobuf;
type Reader = InstanceType<typeof protobuf.Reader>;
type Writer = InstanceType<typeof protobuf.Writer>;

/** Field numbers and types are those of `tinker_public.proto` of the SDK, which packs arrays as little-endian bytes. */
const dtypes = { float32: 1, int64: 2, int32: 3, bfloat16: 4 } as const;
const stopReasons: Readonly<Record<number, SampledSequence['stopReason']>> = { 0: 'stop', 1: 'length' };

const bytesField = (field: number): number => (field << 3) | 2;
const numberField = (field: number): number => field << 3;
const doubleField = (field: number): number => (field << 3) | 1;

/** A `ForwardBackwardRequest`. `seqId` 0 is a request without number. */
export function encodeForwardBackward(request: {
  readonly modelId: string;
  readonly seqId: number;
  readonly data: readonly Datum[];
  readonly loss: Loss;
  readonly forwardOnly: boolean;
}): Uint8Array<ArrayBuffer> {
  const writer = Writer.create();
  writer.uint32(bytesField(1)).string(request.modelId);
  writer.uint32(numberField(2)).int32(request.seqId);
  for (const datum of request.data) writeDatum(writer.uint32(bytesField(3)).fork(), datum).ldelim();
  writer.uint32(bytesField(4)).string(request.loss.name);
  for (const [name, value] of Object.entries(request.loss.config ?? {})) {
    writer
      .uint32(bytesField(5))
      .fork()
      .uint32(bytesField(1))
      .string(name)
      .uint32(doubleField(2))
      .double(value)
      .ldelim();
  }
  if (request.forwardOnly) writer.uint32(numberField(6)).bool(true);
  return new Uint8Array(writer.finish());
}

function writeDatum(writer: Writer, { input, lossInputs }: Datum): Writer {
  for (const chunk of input) writeChunk(writer.uint32(bytesField(1)).fork(), chunk).ldelim();
  for (const [name, tensor] of Object.entries(lossInputs)) {
    writer.uint32(bytesField(2)).fork().uint32(bytesField(1)).string(name);
    writeTensor(writer.uint32(bytesField(2)).fork(), tensor)
      .ldelim()
      .ldelim();
  }
  return writer;
}

function writeChunk(writer: Writer, chunk: Chunk): Writer {
  if (chunk.type === 'encoded_text') {
    return writer
      .uint32(bytesField(1))
      .fork()
      .uint32(bytesField(1))
      .bytes(bytesOf(Int32Array.from(chunk.tokens)))
      .ldelim();
  }
  writer
    .uint32(bytesField(2))
    .fork()
    .uint32(bytesField(1))
    .bytes(chunk.data)
    .uint32(bytesField(2))
    .string(chunk.format);
  if (chunk.expectedTokens !== undefined) writer.uint32(numberField(3)).int32(chunk.expectedTokens);
  return writer.ldelim();
}

function writeTensor(writer: Writer, { dtype, data, shape = [data.length] }: Tensor): Writer {
  const values = dtype === 'float32' ? Float32Array.from(data) : BigInt64Array.from(data, BigInt);
  writer.uint32(bytesField(1)).bytes(bytesOf(values)).uint32(numberField(3)).int32(dtypes[dtype]);
  const sizes = writer.uint32(bytesField(4)).fork();
  for (const size of shape) sizes.int64(size);
  return sizes.ldelim();
}

/** A `SampleResponse`. */
export function decodeSample(message: Uint8Array): SampleOutput {
  const sequences: SampledSequence[] = [];
  let prompt: readonly number[] | undefined;
  read(message, {
    1: (reader) => sequences.push(decodeSequence(reader.bytes())),
    2: (reader) => (prompt = [...floats(reader.bytes())]),
  });
  // Some servers tell NaN of the first token, some leave it out.
  return { sequences, promptLogProbabilities: prompt && (Number.isNaN(prompt[0]) ? prompt.slice(1) : prompt) };
}

function decodeSequence(message: Uint8Array): SampledSequence {
  let stopReason: SampledSequence['stopReason'] | undefined = 'stop';
  let tokens: readonly number[] = [];
  let logProbabilities: readonly number[] | undefined;
  read(message, {
    1: (reader) => (stopReason = stopReasons[reader.int32()]),
    2: (reader) => (tokens = [...new Int32Array(aligned(reader.bytes()))]),
    3: (reader) => (logProbabilities = [...floats(reader.bytes())]),
  });
  if (!stopReason) throw new RangeError('a stop reason is neither stop nor length');
  return { tokens, logProbabilities, stopReason };
}

/** A `ForwardBackwardOutput`: the values of each datum, from all its records. */
export function decodeLossOutput(message: Uint8Array): LossOutput {
  const outputs: Record<string, readonly number[]>[] = [];
  const metrics: Record<string, number> = {};
  read(message, {
    2: (reader) => outputs.push(...decodeRecord(reader.bytes())),
    3: (reader) => {
      const [name, value] = decodeEntry(reader.bytes(), (each) => each.double());
      metrics[name] = value ?? 0;
    },
  });
  return { outputs, metrics };
}

function decodeRecord(message: Uint8Array): Record<string, readonly number[]>[] {
  const fields: (readonly [string, readonly (readonly number[])[]])[] = [];
  let count = 0;
  read(message, {
    2: (reader) => {
      const [name, tensor] = decodeEntry(reader.bytes(), (each) => decodeBatched(each.bytes()));
      fields.push([name, tensor ?? []]);
    },
    3: (reader) => (count = Number(reader.int64())),
  });
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(fields.map(([name, values]) => [name, values[index] ?? []])),
  );
}

/** The rows of a tensor that are of different lengths: offsets are bytes in the packed data. */
function decodeBatched(message: Uint8Array): readonly (readonly number[])[] {
  let data = new Uint8Array();
  let offsets: readonly number[] = [];
  let dtype = 0;
  read(message, {
    1: (reader) => (data = new Uint8Array(reader.bytes())),
    2: (reader) => (offsets = [...new BigInt64Array(aligned(reader.bytes()))].map(Number)),
    3: (reader) => (dtype = reader.int32()),
  });
  const numbers = numbersOf[dtype];
  if (!numbers) throw new RangeError(`a tensor has the unknown type ${dtype}`);
  return offsets.slice(1).map((end, row) => numbers(data.subarray(offsets[row], end)));
}

const numbersOf: Readonly<Record<number, (bytes: Uint8Array) => readonly number[]>> = {
  [dtypes.float32]: (bytes) => [...floats(bytes)],
  [dtypes.int64]: (bytes) => [...new BigInt64Array(aligned(bytes))].map(Number),
  [dtypes.int32]: (bytes) => [...new Int32Array(aligned(bytes))],
  /** The upper half of a float32. */
  [dtypes.bfloat16]: (bytes) => {
    const upper = Uint32Array.from(new Uint16Array(aligned(bytes)), (half) => half << 16);
    return [...new Float32Array(upper.buffer)];
  },
};

function decodeEntry<Value>(
  message: Uint8Array,
  value: (reader: Reader) => Value,
): readonly [string, Value | undefined] {
  let name = '';
  let found: Value | undefined;
  read(message, { 1: (reader) => (name = reader.string()), 2: (reader) => (found = value(reader)) });
  return [name, found];
}

/** Goes through the fields of a message: those not asked for are passed over, as the format wants it. */
function read(message: Uint8Array, fields: Readonly<Record<number, (reader: Reader) => unknown>>): void {
  const reader = Reader.create(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = fields[tag >>> 3];
    if (field) field(reader);
    else reader.skipType(tag & 7);
  }
}

/** A copy that a typed array may view: a field begins at any byte. */
const aligned = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const floats = (bytes: Uint8Array): Float32Array => new Float32Array(aligned(bytes));
const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
