import protobuf from 'protobufjs/minimal.js';

import type { MetricLine } from '../metric-line.ts';
import { tfrecord } from './tfrecord.ts';

/** TensorBoard knows its files by `tfevents` in the name; the number is the time of their first event. */
export const eventFileName = 'events.out.tfevents.0000000000.rewardmap';

/** Fields of tensorflow/core/util/event.proto and framework/summary.proto, with their wire types. */
const event = { wallTime: (1 << 3) | 1, step: 2 << 3, fileVersion: (3 << 3) | 2, summary: (5 << 3) | 2 } as const;
const summary = { value: (1 << 3) | 2 } as const;
const value = { tag: (1 << 3) | 2, simpleValue: (2 << 3) | 5 } as const;

const firstEvent = (): Uint8Array =>
  protobuf.Writer.create().uint32(event.wallTime).double(0).uint32(event.fileVersion).string('brain.Event:2').finish();

function scalars({ step, metrics }: MetricLine, seconds: number): Uint8Array {
  const writer = protobuf.Writer.create().uint32(event.wallTime).double(seconds).uint32(event.step).int64(step);
  writer.uint32(event.summary).fork();
  for (const [tag, scalar] of Object.entries(metrics)) {
    writer.uint32(summary.value).fork().uint32(value.tag).string(tag).uint32(value.simpleValue).float(scalar).ldelim();
  }
  return writer.ldelim().finish();
}

/** What adds up to the time that steps took; other timings are parts of these. */
const timings = ['timing_s/gen', 'timing_s/update_actor'] as const;

/**
 * The bytes of a TensorBoard event file, a part at a time: an event for each line, a scalar for each metric (float32, as TensorBoard
 * keeps them). Equal lines give equal bytes: wall time counts from 0 the seconds that the steps measured of themselves.
 */
export async function* eventFile(lines: AsyncIterable<MetricLine>): AsyncGenerator<Uint8Array> {
  yield tfrecord(firstEvent());
  let seconds = 0;
  for await (const line of lines) {
    seconds += timings.reduce((sum, timing) => sum + (line.metrics[timing] ?? 0), 0);
    yield tfrecord(scalars(line, seconds));
  }
}
