import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import type { ObjectRef } from '../store/objects.ts';
import { QuestionsAhead } from './questions-ahead.ts';

const batchOf = (step: number): ObjectRef => ({ key: String(step), sha256: '', bytes: step });
const batches = (first: number, count: number): readonly ObjectRef[] =>
  Array.from({ length: count }, (_, index) => batchOf(first + index));

/** Remembers what was asked for. */
function chooser() {
  const asked: [step: number, count: number][] = [];
  const choose = async (step: number, count: number): Promise<readonly ObjectRef[]> => {
    asked.push([step, count]);
    return batches(step, count);
  };
  return { asked, choose };
}

test('each step gets its own questions, none is chosen twice and none beyond the end', async () => {
  const sizes = fc.record({
    first: fc.nat(1_000),
    steps: fc.integer({ min: 1, max: 40 }),
    ahead: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ first, steps, ahead }) => {
      const { asked, choose } = chooser();
      const end = first + steps;
      const questions = new QuestionsAhead(choose, ahead);
      for (let step = first; step < end; step++) {
        expect(await questions.of(step, end, `v${step}`)).toEqual(batchOf(step));
      }
      const chosen = asked.flatMap(([step, count]) => batches(step, count).map(({ key }) => Number(key)));
      expect(chosen).toEqual(Array.from({ length: steps }, (_, index) => first + index));
    }),
  );
});

test('the next are being chosen while the last of those chosen is learnt from', async () => {
  const { asked, choose } = chooser();
  const questions = new QuestionsAhead(choose, 3);
  for (const step of [0, 1, 2]) await questions.of(step, 9, `v${step}`);
  expect(asked).toEqual([
    [0, 1],
    [1, 3],
  ]);
  await questions.of(3, 9, 'v3');
  expect(asked.at(-1)).toEqual([4, 3]);
});

test('the first step waits for no questions but its own, and each knows those of the next once they are chosen', async () => {
  const coming: (() => void)[] = [];
  const questions = new QuestionsAhead(async (step, count, { before }) => {
    if (before === undefined) await new Promise<void>((arrive) => coming.push(arrive));
    return batches(step, count);
  }, 2);
  expect(await questions.of(0, 9, 'v0')).toEqual(batchOf(0));
  expect(questions.next).toBe(undefined);
  coming.shift()!();
  await vi.waitFor(() => expect(questions.next).toEqual({ sha256: '', bytes: 1 }));
  await questions.of(1, 9, 'v1');
  expect(questions.next).toEqual({ sha256: '', bytes: 2 });
});

test('questions that depend on the step before are chosen when their turn has come', async () => {
  const { asked, choose } = chooser();
  const questions = new QuestionsAhead(choose, 1);
  await questions.of(0, 9, 'v0');
  expect(asked).toEqual([[0, 1]]);
});

test('a run that comes by its steps again finds them one by one, by the version that each begins with', async () => {
  const asked: [step: number, before: string | undefined][] = [];
  const logged = 3;
  const questions = new QuestionsAhead(async (step, count, { before }) => {
    asked.push([step, before]);
    if (step >= logged) return batches(step, count);
    return before === undefined ? [] : [{ ...batchOf(step), made: { after: `v${step + 1}`, metrics: {} } }];
  }, 2);
  for (let step = 0; step < 5; step++) {
    const { made } = await questions.of(step, 9, `v${step}`);
    expect(made !== undefined).toBe(step < logged);
  }
  expect(asked).toEqual([
    [0, 'v0'],
    [1, 'v1'],
    [2, 'v2'],
    [3, 'v3'],
    [4, undefined],
  ]);
});

test('steps that others logged meanwhile are asked for again when their turn has come', async () => {
  const asked: (string | undefined)[] = [];
  const questions = new QuestionsAhead(async (step, count, { before }) => {
    asked.push(before);
    return step > 0 && before === undefined ? [] : batches(step, count);
  }, 2);
  for (const step of [0, 1]) expect(await questions.of(step, 9, `v${step}`)).toEqual(batchOf(step));
  expect(asked).toEqual(['v0', undefined, 'v1', undefined]);
});

test('steps whose beginning nobody knows yet get their questions too, unless the log has them', async () => {
  const logged = 6;
  const { asked, choose } = chooser();
  const questions = new QuestionsAhead(
    async (step, count, { before }) => (step >= logged && before === undefined ? [] : choose(step, count)),
    3,
  );
  expect(await questions.of(0, 9, 'v0')).toEqual(batchOf(0));
  for (const step of [1, 2, 3, 4, 5]) expect(await questions.ahead(step, 9)).toEqual(batchOf(step));
  expect(asked).toEqual([
    [0, 1],
    [1, 3],
    [4, 3],
  ]);
  expect(await questions.ahead(6, 9)).toEqual(batchOf(6));
  expect(await questions.ahead(7, 9)).toBe(undefined);
  expect(await questions.of(7, 9, 'v7')).toEqual(batchOf(7));
});

test('what cannot be chosen fails the step that needs it, not the one before', async () => {
  const questions = new QuestionsAhead(async (step, count) => {
    if (step > 0) throw new Error('no such questions');
    return batches(step, count);
  }, 2);
  await questions.of(0, 9, 'v0');
  await expect(questions.of(1, 9, 'v1')).rejects.toThrow('no such questions');
});

test('questions of which something was lost are kept again, and the steps after go on with theirs', async () => {
  const asked: [step: number, count: number, lost: string | undefined][] = [];
  const questions = new QuestionsAhead(async (step, count, { lost }) => {
    asked.push([step, count, lost]);
    return batches(step, count);
  }, 3);
  await questions.of(0, 9, 'v0');
  expect(await questions.again(0, 'v0', 'a picture')).toEqual(batchOf(0));
  expect(await questions.of(1, 9, 'v1')).toEqual(batchOf(1));
  expect(asked).toEqual([
    [0, 1, undefined],
    [1, 3, undefined],
    [0, 1, 'a picture'],
  ]);
});

test('what failed while it was chosen ahead is asked for again', async () => {
  let failures = 1;
  const questions = new QuestionsAhead(async (step, count, { before }) => {
    if (before === undefined && failures-- > 0) throw new Error('gone for a while');
    return batches(step, count);
  }, 2);
  await questions.of(0, 9, 'v0');
  await expect(questions.of(1, 9, 'v1')).rejects.toThrow('gone for a while');
  expect(await questions.again(1, 'v1', 'a picture')).toEqual(batchOf(1));
  expect(await questions.of(2, 9, 'v2')).toEqual(batchOf(2));
});
