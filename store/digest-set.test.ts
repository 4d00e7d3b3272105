import fc from 'fast-check';
import { expect, test } from 'vitest';

import { DigestSet } from './digest-set.ts';
import { sha256Of } from './objects.ts';

const digest = fc.nat(3_000).map((number) => sha256Of(Buffer.from(String(number))));

test('holds what was added and nothing else, as a set of strings does', () => {
  fc.assert(
    fc.property(fc.array(digest, { maxLength: 4_000, size: 'max' }), fc.array(digest), (added, asked) => {
      const [set, strings] = [new DigestSet(), new Set<string>()];
      const news = added.map((each) => [set.add(each), strings.size < strings.add(each).size]);
      expect(news.filter(([ours, theirs]) => ours !== theirs)).toEqual([]);
      expect(set.size).toBe(strings.size);
      const all = [...added, ...asked];
      expect(all.filter((each) => set.has(each))).toEqual(all.filter((each) => strings.has(each)));
    }),
    { numRuns: 30 },
  );
});

test('digests that begin alike are told apart', () => {
  const [one, other] = ['a'.repeat(63) + '0', 'a'.repeat(63) + '1'];
  const set = new DigestSet();
  set.add(one);
  expect([set.has(one), set.has(other), set.add(other), set.size]).toEqual([true, false, true, 2]);
});

test('what is no digest is refused', () => {
  expect(() => new DigestSet().add('abc')).toThrow('not a SHA-256 digest: abc');
});
