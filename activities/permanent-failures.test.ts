import { readFileSync, readdirSync } from 'node:fs';

import { expect, test } from 'vitest';

import { isPermanent, permanentFailures } from './permanent-failures.ts';

const rooms = ['activities', 'policy', 'reward', 'store', 'transit', 'report'] as const;

/** Errors that another attempt may mend. */
const passing = [
  'PolicyThreadEnded',
  'PolicyServerUnavailable',
  'PolicyServerLost',
  'PolicySnapshotLost',
  'HubUnreachable',
  'StoreUnreachable',
];

/** Names that errors of ours have: of each class that extends Error, or that its type of names lists. */
function errorNames(source: string): readonly string[] {
  const ofClasses = [...source.matchAll(/extends Error \{\s+override readonly name = '(\w+)'/g)].map(
    ([, name]) => name!,
  );
  const listed = /type PolicyErrorType =([^;]+);/.exec(source)?.[1] ?? '';
  return [...ofClasses, ...[...listed.matchAll(/'(\w+)'/g)].map(([, name]) => name!)];
}

test('every error of ours is known to be permanent or passing, and no other name is', () => {
  const names = rooms.flatMap((room) => {
    const folder = new URL(`../${room}/`, import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    );
    return files.flatMap((file) => errorNames(readFileSync(new URL(file, folder), 'utf8')));
  });
  expect(names.toSorted()).toEqual([...permanentFailures, ...passing].toSorted());
});

test('an error of the language itself is permanent, one that has no name of its own is not', () => {
  expect(isPermanent(new TypeError().name)).toBe(true);
  expect(isPermanent(new Error().name)).toBe(false);
});
