import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Bucket } from './bucket.ts';
import { CorruptObject } from './errors.ts';
import { memoryBucket } from './memory-bucket.ts';
import { storeIn } from './objects.ts';

/** A bucket whose every request is carried out when the scheduler says, and answered later. */
function scheduled(bucket: Bucket, scheduler: fc.Scheduler): Bucket {
  const late =
    <Args extends unknown[], Answer>(request: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      await scheduler.schedule(Promise.resolve(), 'sent');
      const answer = await request(...args);
      await scheduler.schedule(Promise.resolve(), 'answered');
      return answer;
    };
  return {
    ...bucket,
    stat: late((key: string) => bucket.stat(key)),
    read: late((key: string) => bucket.read(key)),
    write: late((...write: Parameters<Bucket['write']>) => bucket.write(...write)),
  };
}

/** A bucket that cannot give one content, whatever name it lies under. */
const unreadable = (bucket: Bucket, content: string | null): Bucket => ({
  ...bucket,
  async read(key) {
    const found = await bucket.read(key);
    if (found && String(found) === content) throw new CorruptObject(`object ${key} cannot be read`);
    return found;
  },
});

const name = 'runs/a/1/report.html';
const times = fc.uniqueArray(fc.nat({ max: 50 }), { minLength: 1, maxLength: 5 });

test('of many who publish at once the content of the latest time stays, in whatever order they come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), times, fc.boolean(), async (scheduler, asked, something) => {
      const bucket = memoryBucket(() => 0);
      if (something) await bucket.write(name, Buffer.from('of an earlier release'), 'html');
      const store = storeIn(scheduled(bucket, scheduler));
      const publishing = Promise.all(asked.map((time) => store.publish(name, Buffer.from(`of ${time}`), 'html', time)));
      await scheduler.waitFor(publishing);
      expect(String(bucket.held.get(name))).toBe(`of ${Math.max(...asked)}`);
    }),
  );
});

test('of many who write a record at once one wins, and all hear what it wrote, also where a damaged one stood', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 5 }),
      fc.option(fc.string()),
      fc.boolean(),
      async (scheduler, writers, damaged, readable) => {
        const bucket = memoryBucket(() => 0);
        if (damaged !== null) await bucket.write('runs/a/1/run.json', Buffer.from(damaged), 'json');
        const store = storeIn(scheduled(readable ? bucket : unreadable(bucket, damaged), scheduler));
        const writing = Promise.all(
          Array.from({ length: writers }, (_, seed) => store.writeRecord('runs/a/1/run.json', { seed })),
        );
        const heard = await scheduler.waitFor(writing);
        expect(new Set(heard.map(({ seed }) => seed)).size).toBe(1);
        expect(await storeIn(bucket).readRecord('runs/a/1/run.json')).toEqual(heard[0]);
      },
    ),
  );
});
