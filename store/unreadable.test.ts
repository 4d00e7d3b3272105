import { expect, test } from 'vitest';

import { readable, refusalIn, type Reading } from './unreadable.ts';

const answering = (status: number): Error =>
  new Error(`Request failed after 1 retries: Error: Retryable HTTP status: ${status}`);
const brokenOff = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });

/** Reads and looks at the store, each of which fails with what is listed; then it succeeds. */
function scene(reads: readonly Error[], looks: readonly (Error | undefined)[] = []) {
  const left = { reads: [...reads], looks: [...looks] };
  const done: string[] = [];
  const next = async (name: keyof typeof left): Promise<string> => {
    done.push(name);
    const error = left[name].shift();
    if (error) throw error;
    return 'bytes';
  };
  const reading: Reading<string> = { read: () => next('reads'), isWell: () => next('looks') };
  return { done, outcome: () => readable('objects/a', reading, async () => done.push('pause')) };
}

test.each<readonly [Error, string | undefined]>([
  [answering(503), 'answers 503'],
  [answering(500), 'answers 500'],
  [brokenOff, 'breaks off'],
  [answering(504), undefined],
  [answering(429), undefined],
  [refused, undefined],
  [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), undefined],
  [new Error('MinIO has been silent for 30 seconds in the middle of a request'), undefined],
  [Object.assign(new Error('Access Denied.'), { code: 'AccessDenied' }), undefined],
])('whether it may be of the object alone: %s', (error, refusal) => {
  expect(refusalIn(error)).toBe(refusal);
});

test('an object that a store cannot give three times, and is well each time, is damaged', async () => {
  const { done, outcome } = scene([answering(503), brokenOff, answering(503)]);
  await expect(outcome()).rejects.toMatchObject({
    name: 'CorruptObject',
    message: 'object objects/a cannot be read: its store answers 503 for it alone',
  });
  expect(done).toEqual(['reads', 'looks', 'pause', 'reads', 'looks', 'pause', 'reads', 'looks']);
});

test('one that it gives then is whole', async () => {
  await expect(scene([answering(503), answering(503)]).outcome()).resolves.toBe('bytes');
});

test.each([0, 1, 2])('a store that is not well at look %i is tried again by others, with the name', async (look) => {
  const looks = [undefined, undefined, undefined].map((_, at) => (at === look ? refused : undefined));
  await expect(scene([answering(503), answering(503), answering(503)], looks).outcome()).rejects.toMatchObject({
    name: 'StoreUnreachable',
    message: expect.stringMatching(/^object objects\/a cannot be read: .*503$/),
  });
});

test('what says nothing of the object is told at once', async () => {
  const { done, outcome } = scene([refused]);
  await expect(outcome()).rejects.toMatchObject({
    name: 'StoreUnreachable',
    message: 'object objects/a cannot be read: connect ECONNREFUSED 127.0.0.1:9',
  });
  expect(done).toEqual(['reads']);
});

test('an error of the program stays what it is', async () => {
  const error = new TypeError('no function');
  await expect(scene([error]).outcome()).rejects.toBe(error);
});
