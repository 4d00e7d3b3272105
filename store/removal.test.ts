import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Bucket } from './bucket.ts';
import { RemovalRefused } from './errors.ts';
import { memoryBucket } from './memory-bucket.ts';
import { storeIn } from './objects.ts';
import { beginRemoval, notWhileRemoved, type Clock } from './removal.ts';

const content = Buffer.from('a map');
/** Longer than any removal waits. */
const longAgo = -1e9;

/** A clock that stands until somebody waits, or something takes its time. */
function handClock() {
  let time = longAgo;
  return {
    now: () => time,
    pass: (ms: number) => void (time += ms),
    at: (moment: number) => void (time = moment),
  };
}

/** A bucket whose every request is answered when the scheduler says, after some time, and is carried out somewhere between. */
function delayed(bucket: Bucket, scheduler: fc.Scheduler, pass: (ms: number) => void, delays: () => number): Bucket {
  const between = async (label: string): Promise<void> => {
    await scheduler.schedule(Promise.resolve(), label);
    pass(delays());
  };
  const late =
    <Args extends unknown[], Answer>(label: string, request: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      await between(label);
      const answer = await request(...args);
      await between(label);
      return answer;
    };
  return {
    ...bucket,
    read: late('read', (key: string) => bucket.read(key)),
    stat: late('stat', (key: string) => bucket.stat(key)),
    write: late('write', (...args: Parameters<Bucket['write']>) => bucket.write(...args)),
    remove: late('remove', (keys: readonly string[]) => bucket.remove(keys)),
  };
}

const times = fc.infiniteStream(fc.constantFrom(0, 0, 0, 0, 1, 40, 3_000, 9_000));

test('what was put is there, however a removal of the same bytes comes between', async () => {
  const told = { spared: 0, removed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), times, fc.integer({ min: 1, max: 3 }), async (scheduler, delays, sweeps) => {
      const { now, pass, at } = handClock();
      const memory = memoryBucket(now);
      const { key } = await storeIn(memory).put(content, 'png');
      at(0);
      let done = 0;
      let takenAway = 0;
      const watched: Bucket = {
        ...memory,
        remove: (keys) => {
          if (done > 0 && keys.includes(key)) takenAway += 1;
          return memory.remove(keys);
        },
      };
      const bucket = delayed(watched, scheduler, pass, () => delays.next().value);
      const clock: Clock = {
        now,
        sleep: async (ms) => {
          await scheduler.schedule(Promise.resolve(), 'wait');
          pass(ms);
        },
      };
      const process = notWhileRemoved(bucket, clock);
      async function putTwice(): Promise<void> {
        for (let times = 0; times < 2; times++) {
          await process(key, () => bucket.write(key, content, 'png'));
          done += 1;
        }
      }
      async function sweepAgain(): Promise<void> {
        for (let times = 0; times < sweeps; times++) {
          const removal = await beginRemoval(bucket, clock);
          const removed = await removal.remove([key], (modified) => modified < 0);
          told[removed.length > 0 ? 'removed' : 'spared'] += 1;
          await removal.end();
        }
      }
      await scheduler.waitFor(Promise.all([sweepAgain(), putTwice(), putTwice(), putTwice()]));
      expect(takenAway).toBe(0);
      expect(memory.held.get(key)).toEqual(content);
    }),
    { numRuns: 1_500 },
  );
  // The law says something: both happened, often.
  expect(Math.min(told.spared, told.removed)).toBeGreaterThan(20);
});

test('a removal that died holds up no put for ever', async () => {
  const { now, pass, at } = handClock();
  const memory = memoryBucket(now);
  const clock: Clock = { now, sleep: async (ms) => pass(ms) };
  const { key } = await storeIn(memory).put(content, 'png');
  at(0);
  const killed: Bucket = {
    ...memory,
    remove: (keys) => (keys.includes(key) ? Promise.reject(new Error('killed')) : memory.remove(keys)),
  };
  const removal = await beginRemoval(killed, clock);
  await expect(removal.remove([key], () => true)).rejects.toThrow('killed');

  const begun = now();
  await notWhileRemoved(memory, clock)(key, () => memory.write(key, content, 'png'));
  expect(now() - begun).toBeGreaterThan(100_000);
  expect(now() - begun).toBeLessThan(200_000);

  const next = await beginRemoval(memory, clock);
  expect(await next.remove([key], (modified) => modified < now() - 1e6)).toEqual([]);
  await next.end();
  expect([...memory.held.keys()]).toEqual([key]);
});

test.each([
  '',
  '{"condemned":["objects/',
  'null',
  '[]',
  '{}',
  '{"condemned":null}',
  '{"condemned":"a"}',
  '{"condemned":[1]}',
])('a notice that reads %j condemns everything, until it is stale or a removal has written it anew', async (text) => {
  const { now, pass, at } = handClock();
  const memory = memoryBucket(now);
  const clock: Clock = { now, sleep: async (ms) => pass(ms) };
  at(0);
  await memory.write('sweeps/notice.json', Buffer.from(text), 'json');
  let writes = 0;
  const put = (): Promise<void> =>
    notWhileRemoved(memory, clock)('a', async () => {
      writes += 1;
      await memory.write('a', content, 'png');
    });
  await put();
  expect(now()).toBeGreaterThan(100_000);
  expect(writes).toBeGreaterThan(100);
  expect(now()).toBeLessThan(200_000);

  await memory.write('sweeps/notice.json', Buffer.from(text), 'json');
  const begun = now();
  await beginRemoval(memory, clock);
  writes = 0;
  await put();
  expect([writes, now() - begun]).toEqual([1, 5_000]);
});

test('a put whose answer comes after a whole removal is made again', async () => {
  const { now, pass, at } = handClock();
  const memory = memoryBucket(now);
  const clock: Clock = { now, sleep: async (ms) => pass(ms) };
  const { key } = await storeIn(memory).put(content, 'png');
  at(0);
  const put = notWhileRemoved(memory, clock);
  let writes = 0;
  await put(key, async () => {
    writes += 1;
    if (writes > 1) {
      await memory.write(key, content, 'png');
      return;
    }
    // As if it had been carried out before the removal looked: what it wrote is old.
    const removal = await beginRemoval(memory, clock);
    expect(await removal.remove([key], () => true)).toEqual([key]);
    await removal.end();
    // Another put of the process looks meanwhile, and sees no removal.
    await put('another', async () => undefined);
  });
  expect(writes).toBe(2);
  expect(memory.held.get(key)).toEqual(content);
});

test('puts look for a removal once in a while, not each time', async () => {
  const { now, pass, at } = handClock();
  const memory = memoryBucket(now);
  at(0);
  let looks = 0;
  const counted: Bucket = {
    ...memory,
    read: (key) => {
      looks += 1;
      return memory.read(key);
    },
  };
  const put = notWhileRemoved(counted, { now, sleep: async (ms) => pass(ms) });
  for (let times = 0; times < 100; times++) {
    await put('a', async () => pass(100));
  }
  // 100 puts in 10 seconds; a look holds for 5, and a put that it runs out on looks again.
  expect(looks).toBeLessThanOrEqual(5);
});

test('a removal that was taken over ends without taking the notice of its successor along', async () => {
  const { now, pass } = handClock();
  const memory = memoryBucket(now);
  const clock: Clock = { now, sleep: async (ms) => pass(ms) };
  const notice = 'sweeps/notice.json';
  const [first, second] = [await beginRemoval(memory, clock), await beginRemoval(memory, clock)];
  await first.end();
  expect(await memory.read(notice)).toBeDefined();
  await second.end();
  expect(await memory.read(notice)).toBeUndefined();
});

test('a removal by a user who may not remove says so before anybody has to look out for it', async () => {
  const { now } = handClock();
  const memory = memoryBucket(now);
  const refusing: Bucket = { ...memory, remove: () => Promise.reject(new RemovalRefused('AccessDenied')) };
  await expect(beginRemoval(refusing, { now, sleep: async () => undefined })).rejects.toThrow(RemovalRefused);
  expect([...memory.held.keys()]).toEqual([]);
});
