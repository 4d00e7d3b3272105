import { expect, test } from 'vitest';

import { sweptText } from './swept-text.ts';

const swept = {
  removed: false,
  before: '2026-11-26T00:00:00.000Z',
  gone: [
    { kind: 'pictures', objects: 1, bytes: 1_000, examples: ['objects/ab/ab.png'] },
    { kind: 'batches, answers and other JSON', objects: 12, bytes: 2_500_000, examples: ['objects/cd/cd.json'] },
  ],
  retired: [{ run: 'a/1', snapshots: [1, 2], log: true, predictions: false }],
  named: { objects: 3, bytes: 0 },
  young: { objects: 1, bytes: 0 },
};

test('a sweep is told kind by kind, with what stays', () => {
  expect(sweptText(swept).split('\n')).toEqual([
    'Dry run: with --yes would go what nothing names and was last written before 2026-11-26T00:00:00.000Z: 13 objects, 2.5 MB.',
    '  pictures                           1 object  0.0 MB  such as objects/ab/ab.png',
    '  batches, answers and other JSON  12 objects  2.5 MB  such as objects/cd/cd.json',
    'With --yes would be let go by the retention of runs, for a sweep to remove when as much time has passed again:',
    '  a/1: snapshots 1, 2; batches of the log',
    'Stays: 3 objects, 0.0 MB that are named; 1 object, 0.0 MB that are not, but younger.',
  ]);
  expect(sweptText({ ...swept, removed: true, gone: [], retired: [] })).toMatch(
    /^Removed is .*: 0 objects, 0\.0 MB\.$/m,
  );
  expect(sweptText({ ...swept, left: { snapshots: 1, why: 'it sleeps' } })).toMatch(
    /^Left for another sweep: 1 snapshot with weights on a Tinker server \(it sleeps\)\.$/m,
  );
});
