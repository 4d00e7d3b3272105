import fc from 'fast-check';
import { expect, test } from 'vitest';

import { memoryBucket } from '../store/memory-bucket.ts';
import { objectPrefix, sha256Of, storeIn, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { markedObjects } from './mark-store.ts';

const bucket = () => memoryBucket(() => 0);
const silent = (): void => undefined;
const marked = (store: ObjectStore, roots: Parameters<typeof markedObjects>[1] = []) =>
  markedObjects(store.bucket, roots, () => 'all', silent);

/** Some objects, each naming some of those before it, or a picture, which names none. */
const graph = fc.array(
  fc.record({ kind: fc.constantFrom('json', 'jsonl', 'png'), names: fc.array(fc.nat(), { maxLength: 3 }) }),
  { maxLength: 30 },
);
const recordNames = [
  'runs/a/1/run.json',
  'runs/a/1/log/000003.json',
  'runs/a/1/snapshots/000004.json',
  'runs/a/b/1/evaluations/gates/yes-no/000010.json',
  'datasets/one.json',
  'comparisons/c/1/kept.json',
];

test('what a record reaches is marked, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(graph, fc.array(fc.nat(), { maxLength: 6 }), fc.option(fc.nat()), async (objects, named, open) => {
      const store = storeIn(bucket());
      const refs: ObjectRef[] = [];
      const reach: Set<number>[] = [];
      for (const [index, { kind, names }] of objects.entries()) {
        const named = kind === 'png' || index === 0 ? [] : names.map((name) => name % index);
        const content = JSON.stringify({ index, refs: named.map((name) => refs[name]) });
        refs.push(await store.put(Buffer.from(kind === 'jsonl' ? `${content}\n${content}\n` : content), kind));
        reach.push(new Set([index, ...named.flatMap((name) => [...reach[name]!])]));
      }
      const roots = refs.length === 0 ? [] : named.map((name) => name % refs.length);
      for (const [place, root] of roots.entries())
        await store.writeRecord(recordNames[place]!, { deep: [{ ref: refs[root] }] });
      const opened = refs.length === 0 || open === null ? [] : [open % refs.length];
      const set = await marked(
        store,
        opened.map((root) => ({ object: { key: refs[root]!.key, digest: refs[root]!.sha256 }, by: 'a workflow' })),
      );
      const expected = new Set([...roots, ...opened].flatMap((root) => [...reach[root]!]));
      expect(refs.map(({ sha256 }) => set.has(sha256))).toEqual(refs.map((_, index) => expected.has(index)));
    }),
  );
});

test('a damaged or missing object that may name others ends it, with who names it', async () => {
  const store = storeIn(bucket());
  const inner = await store.putJson({ steps: 3 });
  const outer = await store.putJson({ inner });
  await store.writeRecord('runs/a/1/run.json', { outer });
  await store.bucket.write(inner.key, Buffer.from('{"steps":4}'), 'json');
  await expect(marked(store)).rejects.toMatchObject({
    name: 'CorruptObject',
    message: `object ${inner.key} has SHA-256 ${sha256Of(Buffer.from('{"steps":4}'))}: ${outer.key} names it`,
  });
  await store.bucket.remove([inner.key]);
  await expect(marked(store)).rejects.toThrow(`object ${inner.key} is not in bucket memory: ${outer.key} names it`);
});

test('an object that only an open workflow names may be gone: the workflow will say so itself', async () => {
  const store = storeIn(bucket());
  const digest = sha256Of(Buffer.from('gone'));
  const roots = [{ object: { key: `${objectPrefix(digest)}.json`, digest }, by: 'workflow w', mayBeGone: true }];
  expect((await marked(store, roots)).size).toBe(1);
});

test.each([
  ['runs/a/1/log/000001.json', '{"batch":', 'CorruptObject', 'record runs/a/1/log/000001.json is damaged'],
  [
    `arms/${'0'.repeat(64)}.json`,
    '{"value":{"run":"a/1"},"sha256":"0"}',
    'CorruptObject',
    `record arms/${'0'.repeat(64)}.json is damaged`,
  ],
  [
    'runs/a/1/plans/000001.json',
    '{}',
    'UnknownRecord',
    'runs/a/1/plans/000001.json in bucket memory is of no kind that this release knows',
  ],
])('the record %s with %s ends it', async (key, content, name, message) => {
  const store = storeIn(bucket());
  await store.bucket.write(key, Buffer.from(content), 'json');
  await expect(marked(store)).rejects.toMatchObject({ name, message });
});

test("files that people look at are not read, and people's own names are left alone", async () => {
  const store = storeIn(bucket());
  const [answers, picture] = [await store.putJson(['answers']), await store.put(Buffer.from('a picture'), 'png')];
  await store.publishRecord(`evaluations/${'1'.repeat(64)}/parts/0000000-0000008.json`, answers);
  await store.publish('runs/a/1/report.html', Buffer.from(picture.key), 'html');
  await store.publish('published/data/train.json', Buffer.from('{"half'), 'json');
  const set = await marked(store);
  expect([set.has(answers.sha256), set.has(picture.sha256), set.size]).toEqual([true, false, 1]);
});
