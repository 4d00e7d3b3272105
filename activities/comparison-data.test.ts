import { expect, test } from 'vitest';

import ablation from '../examples/ablation.json' with { type: 'json' };

import type { SampledAnswer } from './data.ts';
import type { Comparison } from '../report/comparison/types.ts';
import { memoryBucket } from '../store/memory-bucket.ts';
import { sha256Of, storeIn, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { questionSet } from '../transit/question-set.ts';
import { questionKinds } from '../transit/question.ts';
import { armRecord, costOf, type ArmRecord } from './arm-record.ts';
import { comparisonData } from './comparison-data.ts';
import { readComparison } from './comparison-spec.ts';
import { findArmActivity } from './find-arm.ts';
import type { ComparisonMaterial } from './open-comparison.ts';
import type { RunStanding } from './shown-runs.ts';

const { spec, runs, judging } = readComparison({
  ...ablation,
  seeds: [1, 2],
  common: { ...ablation.common, evaluation: { ...ablation.common.evaluation, blank: true } },
  arms: ablation.arms.filter(({ name }) => ['sparse', 'detail'].includes(name)),
  differences: [['sparse', 'detail']],
});
const digestOf = (index: number): string => sha256Of(Buffer.from(`run ${index}`));
const runOf = (index: number): string => `arm-${index}/run`;
const material: ComparisonMaterial = {
  spec,
  judging,
  base: 'base',
  runs: runs.map((run, index) => ({ ...run, digest: digestOf(index) })),
};
const finished: readonly RunStanding[] = runs.map(() => ({ state: 'finished' }));

const labels = ['before', 'after', 'before-blank', 'after-blank'];
const questions = (name: string) =>
  questionSet({ split: 'held-out', name: [name], kinds: questionKinds, count: 7, difficulties: ['easy'] });
const map: ObjectRef = { key: 'objects/00/map.png', sha256: 'map', bytes: 0 };

/** Answers of which the first `right` are right. */
async function evaluate(store: ObjectStore, run: string, label: string, name: string, right: number): Promise<void> {
  const posed = questions(name).map(({ question }) => question);
  const batch = await store.putJson({ groups: posed.map((question) => ({ question, map, stations: {} })) });
  const answer = (text: string): Partial<SampledAnswer> => ({ text });
  // Each run's answers are an object of their own.
  const groups = posed.map(({ solution }, index) => [answer(index < right ? solution : `${run} ${label}`)]);
  const rollout = await store.putJson({ firstGroup: 0, groups });
  const evaluation = { label, step: 1, byKind: [], byCity: [], unreadable: 0, notice: '' };
  await store.writeRecord(`runs/${run}/evaluations/${label}.json`, {
    ...evaluation,
    answered: await store.putJson([{ batch, rollout }]),
  });
}

async function keep(store: ObjectStore, index: number, name = 'asked'): Promise<void> {
  for (const label of labels) await evaluate(store, runOf(index), label, name, 1 + index);
  const record: ArmRecord = {
    digest: digestOf(index),
    run: runOf(index),
    version: { step: 1, digest: `policy ${index}` },
    divergences: 0,
    roundings: [`rounding ${index % 2}`],
    cost: costOf([], 60),
    curve: [],
  };
  await store.publishRecord(armRecord(record.digest), record);
}

async function kept(...without: readonly number[]): Promise<ObjectStore> {
  const store = storeIn(memoryBucket(() => 0));
  for (const index of runs.keys()) if (!without.includes(index)) await keep(store, index);
  return store;
}

const rowsOf = ({ arms }: Comparison) => arms.flatMap((arm) => arm.runs);
const compared = (store: ObjectStore, standings = finished): Promise<Comparison> =>
  comparisonData(store, material, standings, 1);

/** Which runs would be trained if the comparison were started again. */
async function trainedAgain(store: ObjectStore): Promise<readonly number[]> {
  const find = findArmActivity(store);
  const ref = await store.putJson(material);
  const found = await Promise.all(runs.map((_, index) => find({ material: ref, index })));
  return found.flatMap((arm, index) => (arm.spec ? [index] : []));
}

test('whole runs are all counted, with how their engines rounded, and none is trained again', async () => {
  const store = await kept();
  const comparison = await compared(store);
  expect(rowsOf(comparison).map(({ state, roundings }) => [state, roundings])).toEqual(
    runs.map((_, index) => ['finished', [`rounding ${index % 2}`]]),
  );
  expect(comparison.differences.map(({ measure }) => measure)).toContain('dense');
  expect(await trainedAgain(store)).toEqual([]);
});

/** The names of what a comparison reads of a run. */
async function namesOf(store: ObjectStore, index: number): Promise<Readonly<Record<string, string>>> {
  const record = (label: string): string => `runs/${runOf(index)}/evaluations/${label}.json`;
  const { answered } = (await store.readRecord<{ answered: ObjectRef }>(record('after')))!;
  const [{ rollout }] = await store.getJson<[{ rollout: ObjectRef }]>(answered);
  return {
    'its arm': armRecord(digestOf(index)),
    'its parts': answered.key,
    'its answers': rollout.key,
    ...Object.fromEntries(labels.map((label) => [label, record(label)])),
  };
}

const lostThings = ['its arm', 'its parts', 'its answers', ...labels];
const harms = {
  missing: (store: ObjectStore, key: string) => store.bucket.remove([key]),
  damaged: (store: ObjectStore, key: string) => store.bucket.write(key, Buffer.from('{"sha256":"'), 'json'),
} as const;

test.each(lostThings.flatMap((what) => (['missing', 'damaged'] as const).map((harm) => [what, harm, 0] as const)))(
  'where %s is %s, the run has failed, the others are compared, and it alone is trained again',
  async (what, harm, harmed) => {
    const [store, without] = await Promise.all([kept(), kept(harmed)]);
    const key = (await namesOf(store, harmed))[what]!;
    await harms[harm](store, key);
    const [found, others] = await Promise.all([compared(store), compared(without)]);
    const [first, ...rest] = rowsOf(found);
    expect(first).toMatchObject({ state: 'failed', values: undefined, run: undefined });
    expect(first!.reason).toMatch(/^(object|record) .*: started again, the comparison trains it again$/);
    expect(first!.reason).toContain(key);
    expect(rest).toEqual(rowsOf(others).slice(1));
    expect(rest.every(({ values }) => values !== undefined)).toBe(true);
    expect(found.differences).toEqual(others.differences);
    expect(await trainedAgain(store)).toEqual([harmed]);

    await keep(store, harmed);
    expect(rowsOf(await compared(store)).map(({ state }) => state)).toEqual(runs.map(() => 'finished'));
  },
);

test('answers on blank paper are needed where they are asked for, and only there', async () => {
  const store = await kept();
  await harms.missing(store, (await namesOf(store, 0))['after-blank']!);
  const { evaluation } = runs[0]!.spec;
  const plain = {
    ...material,
    runs: material.runs.map((run) => ({
      ...run,
      spec: { ...run.spec, evaluation: { ...evaluation, blank: false } },
    })),
  };
  const { arms } = await comparisonData(store, plain, finished, 1);
  expect(arms.flatMap((arm) => arm.runs.map(({ state }) => state))).toEqual(runs.map(() => 'finished'));
  expect(arms.map(({ blank }) => blank)).toEqual([{}, {}, {}]);
});

test.each([0, 3])(
  'run %i that was asked other questions than the others has failed, the others are compared',
  async (stranger) => {
    const store = await kept(stranger);
    await keep(store, stranger, 'something else');
    const [rows, without] = [rowsOf(await compared(store)), rowsOf(await compared(await kept(stranger)))];
    expect(rows[stranger]).toMatchObject({ state: 'failed', values: undefined });
    expect(rows[stranger]!.reason).toMatch(/^it was asked other held-out questions/);
    expect(rows.toSpliced(stranger, 1)).toEqual(without.toSpliced(stranger, 1));
  },
);

test('where no run is whole, the comparison says so of each', async () => {
  const rows = rowsOf(await compared(storeIn(memoryBucket(() => 0))));
  expect(rows.map(({ state, values }) => [state, values])).toEqual(runs.map(() => ['failed', undefined]));
});

test('a store that does not answer is no damage: the activity fails and is tried again', async () => {
  const store = await kept();
  const unreachable = Object.assign(new Error('the store does not answer'), { name: 'StoreUnreachable' });
  const silent: ObjectStore = { ...store, readRecord: () => Promise.reject(unreachable) };
  await expect(compared(silent)).rejects.toBe(unreachable);
});
