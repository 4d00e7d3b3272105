import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { MetricLine } from '../metric-line.ts';
import { eventFile, eventFileName } from './event-file.ts';

interface Point {
  readonly seconds: number;
  readonly step: number;
  readonly tag: string;
  readonly value: number;
}

async function* each(lines: readonly MetricLine[]): AsyncGenerator<MetricLine> {
  yield* lines;
}

async function bytesOf(lines: readonly MetricLine[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of eventFile(each(lines))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

type Field = readonly [number: number, value: Buffer];

/** The fields of a message, each with its bytes: varints too, as eight bytes, little-endian. */
function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const wire = key & 7;
    const whole = Buffer.alloc(8);
    if (wire === 0) whole.writeBigUInt64LE(varint());
    const length = wire === 0 ? 0 : wire === 1 ? 8 : wire === 5 ? 4 : Number(varint());
    fields.push([key >> 3, wire === 0 ? whole : message.subarray(at, at + length)]);
    at += length;
  }
  return fields;
}

const one = (fields: readonly Field[], number: number): Buffer | undefined =>
  fields.find(([each]) => each === number)?.[1];

/** Reads an event file as its format is specified: first event's version, and all points. */
function decode(bytes: Buffer): { readonly version: string; readonly points: readonly Point[] } {
  const events: (readonly Field[])[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    events.push(fieldsOf(bytes.subarray(at + 12, at + 12 + length)));
    at += 16 + length;
  }
  const points = events.slice(1).flatMap((event) =>
    fieldsOf(one(event, 5) ?? Buffer.alloc(0)).map(([, value]) => ({
      seconds: one(event, 1)!.readDoubleLE(),
      step: Number(one(event, 2)!.readBigUInt64LE()),
      tag: one(fieldsOf(value), 1)!.toString(),
      value: one(fieldsOf(value), 2)!.readFloatLE(),
    })),
  );
  return { version: one(events[0]!, 3)!.toString(), points };
}

const line = (step: number, metrics: MetricLine['metrics']): MetricLine => {
  return { schemaVersion: 1, run: 'a/b', stage: 'planning', step, metrics };
};

test('wall time counts the seconds that steps measured of themselves', async () => {
  const lines = [
    line(0, { 'val-core/TorF1/acc': 0.5 }),
    line(0, { 'critic/rewards/mean': 1, 'timing_s/gen': 0.25, 'timing_s/update_actor': 0.5 }),
    line(1, { 'timing_s/gen': 0.5 }),
  ];
  const { version, points } = decode(await bytesOf(lines));
  expect(version).toBe('brain.Event:2');
  expect(points.map(({ seconds, step, tag }) => [seconds, step, tag])).toEqual([
    [0, 0, 'val-core/TorF1/acc'],
    [0.75, 0, 'critic/rewards/mean'],
    [0.75, 0, 'timing_s/gen'],
    [0.75, 0, 'timing_s/update_actor'],
    [1.25, 1, 'timing_s/gen'],
  ]);
});

const anyLines = fc.array(
  fc
    .tuple(
      fc.nat(999_999),
      fc.dictionary(fc.string({ minLength: 1 }), fc.float({ noNaN: true, noDefaultInfinity: true })),
    )
    .map(([step, metrics]) => line(step, metrics)),
);

test('every point of any lines is in the file, once and in order; equal lines give equal bytes', async () => {
  await fc.assert(
    fc.asyncProperty(anyLines, async (lines) => {
      const bytes = await bytesOf(lines);
      const told = lines.flatMap(({ step, metrics }) =>
        Object.entries(metrics).map(([tag, value]) => [step, tag, value]),
      );
      expect(decode(bytes).points.map(({ step, tag, value }) => [step, tag, value])).toEqual(told);
      expect(await bytesOf(lines)).toEqual(bytes);
    }),
  );
});

/** TensorBoard's own reader, all points in order of tag and file. */
const reader = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
read = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
read.Reload()
tags = sorted(read.Tags()['scalars'])
print(json.dumps([[e.wall_time, e.step, tag, e.value] for tag in tags for e in read.Scalars(tag)]))
`;

const hasReader = spawnSync('python3', ['-c', 'import tensorboard']).status === 0;
if (!hasReader) console.warn('event files are not read by TensorBoard itself: python3 has no package tensorboard');

test.skipIf(!hasReader)('TensorBoard reads every point', async () => {
  const lines = Array.from({ length: 300 }, (_, step) =>
    line(step, {
      'critic/rewards/mean': Math.fround(Math.tanh(step / 20)),
      'timing_s/gen': 0.5,
      'response/no sections': -step,
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  try {
    writeFileSync(join(folder, eventFileName), await bytesOf(lines));
    const read = JSON.parse(execFileSync('python3', ['-c', reader, folder], { encoding: 'utf8' })) as unknown[];
    const tags = ['critic/rewards/mean', 'response/no sections', 'timing_s/gen'] as const;
    expect(read).toEqual(
      tags.flatMap((tag) => lines.map(({ step, metrics }) => [(step + 1) / 2, step, tag, metrics[tag]])),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
