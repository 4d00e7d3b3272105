import protobuf from 'protobufjs';

/** The messages of `tinker_public.proto` (SDK 0.25) that cross the wire here, read by another implementation than ours. */
const text = `
syntax = "proto3";
package tinker_public;
message EncodedTextChunk { bytes tokens = 1; }
message ImageChunk { bytes data = 1; string format = 2; optional int32 expected_tokens = 3; }
message Chunk { oneof chunk { EncodedTextChunk encoded_text = 1; ImageChunk image = 2; } }
message Tensor { bytes dense = 1; int32 dtype = 3; repeated int64 shape = 4; }
message Datum { repeated Chunk model_input = 1; map<string, Tensor> loss_fn_inputs = 2; }
message ForwardBackwardRequest {
  string model_id = 1; int32 seq_id = 2; repeated Datum data = 3; string loss_fn = 4;
  map<string, double> loss_fn_config = 5; bool forward_only = 6;
}
message BatchedTensor { bytes data = 1; bytes offsets = 2; int32 dtype = 3; repeated int64 trailing_shape = 4; }
message ArrayRecord { string type_tag = 1; map<string, BatchedTensor> fields = 2; int64 num_datums = 3; }
message ForwardBackwardOutput {
  string loss_fn_output_type = 1; repeated ArrayRecord loss_fn_outputs = 2; map<string, double> metrics = 3;
}
message SampledSequence { int32 stop_reason = 1; bytes tokens = 2; optional bytes logprobs = 3; }
message SampleResponse { repeated SampledSequence sequences = 1; optional bytes prompt_logprobs = 2; }
`;

const { root } = protobuf.parse(text, { keepCase: true });

export interface WireTensor {
  readonly dense: Buffer;
  readonly dtype: number;
}
export interface WireDatum {
  readonly model_input: readonly {
    readonly encoded_text?: { readonly tokens: Buffer };
    readonly image?: { readonly data: Buffer; readonly format: string; readonly expected_tokens?: number };
  }[];
  readonly loss_fn_inputs: Readonly<Record<string, WireTensor>>;
}
export interface WireRequest {
  readonly model_id: string;
  readonly seq_id: number;
  readonly data: readonly WireDatum[];
  readonly loss_fn: string;
  readonly loss_fn_config: Readonly<Record<string, number>>;
  readonly forward_only: boolean;
}

export const decode = (message: string, bytes: Uint8Array): WireRequest => {
  const type = root.lookupType(`tinker_public.${message}`);
  return type.toObject(type.decode(bytes), { defaults: true, bytes: Buffer, longs: Number }) as WireRequest;
};

export const encode = (message: string, value: Readonly<Record<string, unknown>>): Buffer => {
  const type = root.lookupType(`tinker_public.${message}`);
  return Buffer.from(type.encode(type.fromObject(value)).finish());
};

export const numbers = ({ dense, dtype }: WireTensor): readonly number[] => {
  const { buffer } = new Uint8Array(dense);
  return dtype === 1 ? [...new Float32Array(buffer)] : [...new BigInt64Array(buffer)].map(Number);
};
export const int32s = (bytes: Buffer): readonly number[] => [...new Int32Array(new Uint8Array(bytes).buffer)];
export const packed = (values: readonly number[], as: 'float32' | 'int32' | 'int64'): Buffer => {
  const array = {
    float32: () => Float32Array.from(values),
    int32: () => Int32Array.from(values),
    int64: () => BigInt64Array.from(values, BigInt),
  }[as]();
  return Buffer.from(array.buffer);
};
