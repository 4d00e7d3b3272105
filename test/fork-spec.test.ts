import { beforeEach, expect, test } from 'vitest';

import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn, type ObjectStore } from '../store/objects.ts';
import { smallRun } from './small-run.ts';
import { forkedSpec } from '../workers/fork-spec.ts';

const name = 'parent/1';
const key = (step: number): string => `${String(step).padStart(6, '0')}.json`;
let store: ObjectStore;

/** A run that has taken its 8 steps, with a snapshot of every fourth version. */
beforeEach(async () => {
  store = storeIn(memoryBucket(() => 0));
  const manifest = await store.putJson({ spec: await store.putJson(smallRun) });
  await store.writeRecord(`runs/${name}/run.json`, { name, manifest });
  for (const step of [0, 4, 8]) await store.writeRecord(`runs/${name}/snapshots/${key(step)}`, { step });
  for (let step = 0; step < 8; step++) {
    const stage = step < 5 ? 'counting' : 'planning';
    await store.writeRecord(`runs/${name}/log/${key(step)}`, { step, stage, after: `v${step + 1}` });
  }
});

const fork = (step: number) => forkedSpec(store, name, step, {});
const letGo = (what: string) => store.writeRecord(`runs/${name}/retired/${what}.json`, { by: 'retention' });

test('any version that the log leads to can be forked, with the stages that were left', async () => {
  await letGo('snapshots/000004');
  for (const step of [2, 4]) {
    const { spec } = await fork(step);
    expect(spec.from).toMatchObject({ run: name, step });
    expect(spec.stages.map(({ name, steps }) => [name, steps])).toEqual([
      ['counting', 5 - step],
      ['planning', 3],
    ]);
  }
});

test('a fork of a run with a long title has one that a spec may have', async () => {
  const manifest = await store.putJson({ spec: await store.putJson({ ...smallRun, title: `${'a'.repeat(65)}😀` }) });
  await store.writeRecord('runs/long/1/run.json', { name: 'long/1', manifest });
  await store.writeRecord(`runs/long/1/snapshots/${key(0)}`, { step: 0 });
  const { spec } = await forkedSpec(store, 'long/1', 0, {});
  expect(spec.title).toBe(`${'a'.repeat(65)}-from-0`);
});

test('of a run that has let go of its log, only what is kept can be forked', async () => {
  await letGo('log');
  expect((await fork(4)).spec.from).toMatchObject({ run: name, step: 4 });
  await letGo('snapshots/000004');
  for (const step of [2, 4])
    await expect(fork(step)).rejects.toThrow(
      `--step ${step}: run ${name} has let go of version ${step}: its retention keeps some snapshots alone`,
    );
});
