import type { Draws } from '../../transit/seed.ts';

/** Numbers that parsers stumble over, in four bytes. */
const awkward = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
] as const;

type Change = (bytes: Buffer, draws: Draws) => Buffer;

const at = (bytes: Buffer, draws: Draws): number => draws.below(bytes.length + 1);
/** Some bytes in a row: mostly few. */
const span = (bytes: Buffer, draws: Draws): readonly [number, number] => {
  const start = at(bytes, draws);
  return [start, Math.min(bytes.length, start + 1 + draws.below(draws.pick([4, 64, 4_096])))];
};

const changes: readonly Change[] = [
  (bytes, draws) => bytes.subarray(0, at(bytes, draws)),
  (bytes, draws) => {
    const changed = Buffer.from(bytes);
    if (bytes.length > 0) changed[draws.below(bytes.length)]! ^= 1 << draws.below(8);
    return changed;
  },
  (bytes, draws) => {
    const changed = Buffer.from(bytes);
    if (bytes.length > 0) changed[draws.below(bytes.length)] = draws.below(256);
    return changed;
  },
  (bytes, draws) => {
    if (bytes.length < 4) return bytes;
    const changed = Buffer.from(bytes);
    const place = draws.below(bytes.length - 3);
    changed[draws.pick(['writeUInt32LE', 'writeUInt32BE'] as const)](draws.pick(awkward), place);
    return changed;
  },
  (bytes, draws) => {
    const [start, end] = span(bytes, draws);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  (bytes, draws) => {
    const [start, end] = span(bytes, draws);
    const place = at(bytes, draws);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(start, end), bytes.subarray(place)]);
  },
  (bytes, draws) => {
    const [start, end] = span(bytes, draws);
    return Buffer.from(bytes).fill(draws.pick([0, 0xff]), start, end);
  },
];

/** Bytes with some of them changed, moved, doubled or gone: one to four times, as drawn. */
export function changedBytes(bytes: Buffer, draws: Draws): Buffer {
  let changed = bytes;
  for (let left = 1 + draws.below(4); left > 0; left--) changed = draws.pick(changes)(changed, draws);
  return changed;
}
