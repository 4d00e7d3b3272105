import fc from 'fast-check';
import { expect, test } from 'vitest';

import { stepName } from '../store/step-name.ts';
import type { LogEntry } from '../store/run-records.ts';
import { LogChain } from './log-chain.ts';

const prefix = 'runs/a/1/log/';
const manifest = { key: 'objects/aa/manifest.json', sha256: 'manifest', bytes: 1 };
type Link = Pick<LogEntry, 'previous' | 'before' | 'after' | 'sampledBy'>;

/** A whole log of so many entries, from a step on. */
const whole = (first: number, count: number): readonly (readonly [number, Link])[] =>
  Array.from({ length: count }, (_, index) => {
    const step = first + index;
    const previous = index === 0 ? manifest.sha256 : `entry ${step - 1}`;
    return [step, { previous, before: `v${step}`, after: `v${step + 1}` }] as const;
  });

function followed(entries: readonly (readonly [number, Link | undefined])[]): LogChain & { told: string[] } {
  const told: string[] = [];
  const chain = new LogChain(manifest, prefix, (fault) => void told.push(fault));
  for (const [step, value] of entries)
    chain.take({
      key: `${prefix}${stepName(step)}.json`,
      sha256: `entry ${step}`,
      value: value as LogEntry | undefined,
    });
  return Object.assign(chain, { told });
}

test('a whole log has no fault, and tells every version', () => {
  fc.assert(
    fc.property(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 20 }), (first, count) => {
      const { told, versions } = followed(whole(first, count));
      expect(told).toEqual([]);
      expect([...versions]).toEqual(Array.from({ length: count + 1 }, (_, i) => [first + i, `v${first + i}`]));
    }),
  );
});

test.each<[string, (entries: (readonly [number, Link | undefined])[]) => void, readonly string[]]>([
  [
    'an entry that is missing',
    (entries) => entries.splice(1, 1),
    [
      `record ${prefix} lacks the entry of step 1`,
      `record ${prefix}000000.json has SHA-256 entry 0, the entry after it, ${prefix}000002.json, has entry 1 for it`,
    ],
  ],
  ['an entry that is damaged', (entries) => (entries[1] = [1, undefined]), [`record ${prefix}000001.json is damaged`]],
  [
    'an entry of another manifest',
    (entries) => (entries[0] = [0, { ...entries[0]![1]!, previous: 'other' }]),
    [`${manifest.key} has SHA-256 manifest, the entry after it, ${prefix}000000.json, has other for it`],
  ],
  [
    'an entry that begins with another version',
    (entries) => (entries[2] = [2, { ...entries[2]![1]!, before: 'w' }]),
    [`record ${prefix}000002.json begins with version w, the one before it ends with v2`],
  ],
  [
    'answers of a version that there never was',
    (entries) => (entries[2] = [2, { ...entries[2]![1]!, sampledBy: { step: 1, digest: 'w' } }]),
    [`record ${prefix}000002.json was sampled by version w of step 1, the training log has v1 there`],
  ],
])('%s is told', (_, change, told) => {
  const entries = [...whole(0, 3)];
  change(entries);
  expect(followed(entries).told).toEqual(told);
});
