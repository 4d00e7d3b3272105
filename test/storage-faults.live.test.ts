import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';

import type { Evaluation, RunManifest, RunRef, ScoredBatch } from '../activities/data.ts';
import { incidentsOf } from '../activities/incidents.ts';
import { metricLines } from '../activities/metric-lines.ts';
import type { ObjectRef } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion, type SnapshotRecord } from '../store/run-records.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { damage, damages, type DamageKind } from './damage.ts';
import { taughtStage } from './small-run.ts';

/** What is damaged in a run of four steps, the first two from solutions, with snapshots of versions 0 and 3. */
const keptAt = 3;
const steps = 4;

let rig: ActivityRig;
let ref: RunRef;
let versions: PolicyVersion[];
let mended: (() => Promise<unknown>)[] = [];

const stages = [
  { ...taughtStage, steps: 2 },
  { name: 'counting', kinds: ['Counting2' as const], steps: 2 },
];

/** A step of the run, of whichever stage it is. */
async function step(device: ReturnType<ActivityRig['device']>, version: PolicyVersion): Promise<PolicyVersion> {
  const supervised = version.step < 2;
  const stage = supervised ? 'taught' : 'counting';
  const at = { run: ref, stage, step: version.step };
  const batch = await run(rig.light.selectBatch, { ...at, firstStep: supervised ? 0 : 2 });
  const shard = { ...at, version, batch, sampling: 'train', shard: 0, shards: 1 } as const;
  const learnt = supervised
    ? { batch, metrics: {} }
    : await run(rig.light.score, { ...at, batch, rollouts: [await run(device.policy.rollout, shard)] });
  const update = { run: ref, stage, version, scored: learnt.batch, metrics: learnt.metrics };
  return (await run(device.policy.updatePolicy, update)).policy.version;
}

beforeAll(async () => {
  rig = await ActivityRig.make({ ...inject('servers'), MINIO_BUCKET: `damage-${randomUUID()}` });
  const plan = await rig.open({ stages });
  ref = plan.run;
  versions = [plan.base];
  const device = rig.device();
  while (versions.length <= steps) {
    const version = await step(device, versions.at(-1)!);
    versions.push(version);
    if (version.step === keptAt) await run(device.policy.saveSnapshot, { run: ref, version });
  }
  const { batches, notice } = await run(rig.light.selectHeldOut, { run: ref });
  for (const [label, at] of [
    ['before', 0],
    ['after', steps],
  ] as const) {
    const asked = { run: ref, stage: label, step: at, version: versions[at]!, shard: 0, shards: 1 };
    const rollouts = await Promise.all(
      batches.map((batch) => run(device.policy.rollout, { ...asked, batch, sampling: 'greedy' })),
    );
    await run(rig.light.tallyAnswers, { run: ref, label, step: at, batches, rollouts, notice });
  }
});

afterEach(async () => {
  for (const mend of mended) await mend();
  mended = [];
  const incidents = await rig.store.listKeys(`runs/${ref.name}/incidents/`);
  await rig.store.bucket.remove(incidents);
});

afterAll(() => rig.close());

const record = (name: string): string => `runs/${ref.name}/${name}`;
const entryOf = async (step: number): Promise<LogEntry> => (await runRecords(rig.store, ref.name).logEntry(step))!;
const snapshot = (): Promise<SnapshotRecord> => runRecords(rig.store, ref.name).snapshotAt(keptAt);
const mapOf = async (step: number): Promise<ObjectRef> =>
  (await rig.store.getJson<ScoredBatch>((await entryOf(step)).batch)).groups[0]!.map;

async function damaged(key: string, kind: DamageKind): Promise<void> {
  mended.push(await damage(rig.store, key, kind));
}

/** The digest of the last version, made again by a worker that has nothing in memory. */
const madeAgain = (): Promise<string> =>
  run(
    (version: PolicyVersion) => rig.device().held.use(ref, version, ({ policy }) => policy.digest()),
    versions[steps]!,
  );

const told = async (): Promise<readonly string[]> =>
  (await incidentsOf(rig.store, ref.name)).map(({ kind, step, what }) => `${kind}, step ${step}: ${what}`);

async function page(): Promise<string> {
  const report = await run(rig.light.writeReport, { run: ref, version: versions[steps]!, minutes: 1 });
  return (await rig.store.get(report)).toString('utf8');
}

describe.each(Object.keys(damages))('what is %s', (kind) => {
  const named = (key: string) => ({
    name: kind === 'missing' ? 'MissingObject' : 'CorruptObject',
    message: expect.stringContaining(key),
  });

  test.each<readonly [string, () => Promise<string>]>([
    ['weights', async () => (await snapshot()).weights.key],
    ['optimiser state', async () => (await snapshot()).optimiser.key],
    ['record', async () => record('snapshots/000003.json')],
  ])(
    'of a snapshot, its %s: an older one and the log lead to the same version, and it is kept anew',
    async (_, find) => {
      const key = await find();
      const whole = await rig.store.read(key);
      await damaged(key, kind);
      expect(await madeAgain()).toBe(versions[steps]!.digest);
      if (kind === 'missing' && key === record('snapshots/000003.json')) return;
      expect(await rig.store.read(key)).toEqual(whole);
      expect(await told()).toEqual([
        expect.stringMatching(
          new RegExp(`^made again, step 3: .*${key}.*; version 3 was made again from an older one and kept anew$`),
        ),
      ]);
    },
  );

  test.each<readonly [string, () => Promise<string>]>([
    ['the scored answers of a step', async () => (await entryOf(3)).batch.key],
    ['a map of theirs', async () => (await mapOf(3)).key],
  ])('in the log after the last snapshot, %s: asked, answered and scored again', async (_, find) => {
    const key = await find();
    const whole = await rig.store.read(key);
    await damaged(key, kind);
    expect(await madeAgain()).toBe(versions[steps]!.digest);
    expect(await rig.store.read(key)).toEqual(whole);
    expect(await told()).toEqual([
      expect.stringMatching(new RegExp(`^made again, step 3: .*${key}.*; it was made again$`)),
    ]);
  });

  test('in the log before it, with the snapshot: all of it is made again, solutions too', async () => {
    const keys = [(await entryOf(1)).batch.key, (await mapOf(0)).key, (await snapshot()).weights.key];
    for (const key of keys) await damaged(key, kind);
    expect(await madeAgain()).toBe(versions[steps]!.digest);
    expect((await told()).map((each) => keys.findIndex((key) => each.includes(key)))).toEqual([1, 0, 2]);
  });

  test.each<readonly [string, (manifest: RunManifest) => ObjectRef]>([
    ['spec', ({ spec }) => spec],
    ['policy configuration', ({ config }) => config],
    ['tokenizer', ({ tokenizer }) => tokenizer],
    ['reference weights', ({ reference }) => reference],
    ['manifest', () => ref.manifest],
  ])('of what the run was opened with, its %s: named, and put again by whoever opens the same', async (_, of) => {
    const { key } = of(await rig.store.getJson<RunManifest>(ref.manifest));
    await damaged(key, kind);
    await expect(madeAgain()).rejects.toMatchObject(named(key));
    await rig.open({ stages });
    expect(await madeAgain()).toBe(versions[steps]!.digest);
  });

  test('of a log entry: named where a version is made again', async () => {
    const key = record('log/000003.json');
    await damaged(key, kind);
    const message = kind === 'missing' ? `the training log of run ${ref.name} has no entry for step 3` : key;
    await expect(madeAgain()).rejects.toMatchObject({ ...named(message) });
  });

  test.each<readonly [string, () => Promise<string>]>([
    ['a log entry', async () => record('log/000001.json')],
    ['an evaluation', async () => record('evaluations/after.json')],
    ['scored answers', async () => (await entryOf(2)).batch.key],
    ['a map', async () => (await mapOf(2)).key],
    [
      'answers to held-out questions',
      async () => (await rig.store.readRecord<Evaluation>(record('evaluations/before.json')))!.answered!.key,
    ],
  ])('of %s: a report leaves it out and says so', async (_, find) => {
    const whole = await page();
    const key = await find();
    expect(whole).not.toContain('left out here');
    await damaged(key, kind);
    if (kind === 'missing' && key.endsWith('/after.json')) return;
    const words = kind === 'missing' && key.includes('/log/') ? 'has no entry for step 1' : key;
    expect(await page()).toMatch(new RegExp(`${words}.*; it is left out here`));
  });

  test('of the log: an export of metrics ends with its name, where a file without it would be taken for whole', async () => {
    await damaged(record('log/000001.json'), kind);
    const message = kind === 'missing' ? 'has no entry for step 1' : record('log/000001.json');
    const read = async (): Promise<void> => {
      for await (const line of metricLines(rig.store, ref.name)) expect(line.step).toBeLessThan(steps);
    };
    await expect(read()).rejects.toMatchObject(named(message));
  });

  test('of the report: named, and made again by writing it again', async () => {
    const report = await run(rig.light.writeReport, { run: ref, version: versions[steps]!, minutes: 1 });
    await damaged(report.key, kind);
    await expect(rig.store.get(report)).rejects.toMatchObject(named(report.key));
    expect(await run(rig.light.writeReport, { run: ref, version: versions[steps]!, minutes: 1 })).toEqual(report);
    expect(await rig.store.get(report)).toBeInstanceOf(Buffer);
  });
});
