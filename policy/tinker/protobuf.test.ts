import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decode, encode, int32s, numbers, packed } from './double/proto.ts';
import type { Datum } from './messages.ts';
import { decodeLossOutput, decodeSample, encodeForwardBackward } from './protobuf.ts';

const token = fc.integer({ min: 0, max: 200_000 });
const float = fc.float({ noNaN: true, noDefaultInfinity: true });

const datum: fc.Arbitrary<Datum> = fc.record({
  input: fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('encoded_text' as const), tokens: fc.array(token) }),
      fc.record(
        {
          type: fc.constant('image' as const),
          format: fc.constantFrom('png' as const, 'jpeg' as const),
          data: fc.uint8Array(),
          expectedTokens: fc.integer({ min: 1, max: 5_000 }),
        },
        { requiredKeys: ['type', 'format', 'data'] },
      ),
    ),
  ),
  lossInputs: fc.record({
    target_tokens: fc.record({ dtype: fc.constant('int64' as const), data: fc.array(token) }),
    advantages: fc.record({ dtype: fc.constant('float32' as const), data: fc.array(float) }),
  }),
});

test('a request is read by another implementation of the format as it was meant', () => {
  fc.assert(
    fc.property(
      fc.array(datum),
      fc.nat(),
      fc.boolean(),
      fc.double({ noNaN: true }),
      (data, seqId, forwardOnly, clip) => {
        const loss = { name: 'ppo', config: { clip_low_threshold: clip } } as const;
        const request = decode(
          'ForwardBackwardRequest',
          encodeForwardBackward({ modelId: 'model_ä', seqId, data, loss, forwardOnly }),
        );
        expect(request).toMatchObject({
          model_id: 'model_ä',
          seq_id: seqId,
          loss_fn: 'ppo',
          loss_fn_config: loss.config,
          forward_only: forwardOnly,
        });
        const read = request.data.map(({ model_input, loss_fn_inputs }) => ({
          input: model_input.map(({ encoded_text, image }) =>
            encoded_text
              ? { type: 'encoded_text', tokens: int32s(encoded_text.tokens) }
              : {
                  type: 'image',
                  format: image!.format,
                  data: new Uint8Array(image!.data),
                  ...(image!.expected_tokens !== undefined && { expectedTokens: image!.expected_tokens }),
                },
          ),
          lossInputs: {
            target_tokens: { dtype: 'int64', data: numbers(loss_fn_inputs['target_tokens']!) },
            advantages: { dtype: 'float32', data: numbers(loss_fn_inputs['advantages']!) },
          },
        }));
        expect(read).toEqual(data);
      },
    ),
  );
});

test('samples are read with their stop reasons, whether they have log-probabilities or not', () => {
  const message = encode('SampleResponse', {
    sequences: [
      { stop_reason: 1, tokens: packed([5, 6], 'int32'), logprobs: packed([-0.5, -1.25], 'float32') },
      { stop_reason: 0, tokens: packed([7], 'int32') },
    ],
    prompt_logprobs: packed([Number.NaN, -2, -3], 'float32'),
  });
  expect(decodeSample(message)).toEqual({
    sequences: [
      { stopReason: 'length', tokens: [5, 6], logProbabilities: [-0.5, -1.25] },
      { stopReason: 'stop', tokens: [7], logProbabilities: undefined },
    ],
    promptLogProbabilities: [-2, -3],
  });
});

test('rows of a loss are cut apart by their offsets, whatever the type of their numbers', () => {
  const batched = (data: Buffer, offsets: readonly number[], dtype: number) => ({
    data,
    offsets: packed(offsets, 'int64'),
    dtype,
  });
  const message = encode('ForwardBackwardOutput', {
    loss_fn_outputs: [
      {
        num_datums: 2,
        fields: {
          logprobs: batched(packed([-1, -2, -3], 'float32'), [0, 8, 12], 1),
          counts: batched(packed([4, 5], 'int32'), [0, 4, 8], 3),
          halves: batched(Buffer.from(Uint16Array.of(0x3f80, 0xc000).buffer), [0, 2, 4], 4),
        },
      },
      { num_datums: 1, fields: { logprobs: batched(packed([-4], 'float32'), [0, 4], 1) } },
    ],
    metrics: { 'loss:sum': 6, 'ratio:mean': 0.5 },
  });
  expect(decodeLossOutput(message)).toEqual({
    outputs: [
      { logprobs: [-1, -2], counts: [4], halves: [1] },
      { logprobs: [-3], counts: [5], halves: [-2] },
      { logprobs: [-4] },
    ],
    metrics: { 'loss:sum': 6, 'ratio:mean': 0.5 },
  });
});
