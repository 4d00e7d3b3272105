import { randomUUID } from 'node:crypto';

import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';

import type { Evaluation, RunManifest, RunRef } from '../activities/data.ts';
import { codeVersion } from '../activities/code-version.ts';
import { lineageOf } from '../activities/lineage.ts';
import { lineageTarget } from '../activities/lineage-target.ts';
import { verifyLineage } from '../activities/verify-lineage.ts';
import { snapshotDigest } from '../policy/checkpoint.ts';
import { lineageText } from '../report/lineage.ts';
import { sha256Of, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion, type SnapshotRecord } from '../store/run-records.ts';
import { ActivityRig, run } from './activity-rig.ts';

const servers = inject('servers');
const steps = 3;

let rig: ActivityRig;
let store: ObjectStore;
let ref: RunRef;
let versions: PolicyVersion[];

/** In a bucket of its own, a run of three steps, sealed, whose first and third version are kept beside what it began with. */
beforeEach(async () => {
  rig = await ActivityRig.make({ ...servers, MINIO_BUCKET: `lineage-${randomUUID()}` });
  ({ store } = rig);
  const plan = await rig.open();
  const device = rig.device();
  ref = plan.run;
  versions = [plan.base];
  for (let step = 0; step < steps; step++) {
    const { policy } = await rig.step(device, ref, versions.at(-1)!);
    versions.push(policy.version);
    if (step !== 1) await run(device.policy.saveSnapshot, { run: ref, version: policy.version });
  }
  await run(rig.light.tallyAnswers, { run: ref, label: 'after', step: 3, batches: [], rollouts: [], notice: '' });
  await run(rig.light.sealRun, { run: ref, version: versions.at(-1)! });
});

afterEach(() => rig.close());

const key = (record: string): string => `runs/${ref.name}/${record}`;
const overwrite = (name: string, value: unknown): Promise<unknown> => store.publishRecord(name, value);
const faults = async (): Promise<readonly string[]> => (await verifyLineage(store, ref.name)).faults;
const snapshotOf = async (step: number): Promise<SnapshotRecord> =>
  (await store.readRecord<SnapshotRecord>(key(`snapshots/00000${step}.json`)))!;
const entryOf = async (step: number): Promise<LogEntry> => (await runRecords(store, ref.name).logEntry(step))!;

test('leads from weights to snapshot, log, data, spec, code and what the run began with', async () => {
  const { weights, optimiser, digest } = await snapshotOf(3);
  const target = await lineageTarget(store, weights.sha256);
  expect(target).toEqual({ run: ref.name, step: 3 });
  const lineage = await lineageOf(store, target);
  const manifest = await store.getJson<RunManifest>(ref.manifest);
  const last = (await store.read(key('log/000002.json')))!;
  expect(lineage).toEqual({
    version: { run: ref.name, step: 3, digest },
    snapshot: { record: key('snapshots/000003.json'), weights, optimiser },
    snapshots: [0, 1, 3],
    retired: [],
    log: { entries: 3, since: 1, digest: sha256Of(last), isChained: true, retired: false },
    seed: 7,
    stages: [{ name: 'counting', firstStep: 0, lastStep: 2, data: 'generated' }],
    spec: manifest.spec,
    manifest: ref.manifest,
    code: { ...(await codeVersion()) },
    begins: { version: { run: ref.name, ...versions[0] }, base: 'base', madeBy: [], parent: null },
    usedBy: { arms: [], comparisons: [], evaluations: [], forks: [] },
    unread: [],
    seal: sha256Of((await store.read(key('seal.json')))!),
  });
  expect(lineage.code).toMatchObject({ version: '0.1.0', commit: expect.stringMatching(/^[0-9a-f]{40}(-dirty)?$/) });
  expect(JSON.stringify(lineage)).not.toMatch(/\/(?:home|root|tmp|work|Users)\//);
  expect(lineageText(lineage)).toContain(`  weights    ${weights.key}, `);
  expect(lineageText({ ...lineage, snapshot: null })).toContain(
    '  snapshot   none: it is made again from that of step 1, by 2 updates',
  );
  const second = await lineageOf(store, { run: ref.name, step: 2 });
  expect(second.version.digest).toBe(versions[2]!.digest);
  expect(lineageText(second)).toContain('made again from that of step 1, by 1 update\n');
});

describe('what is asked for', () => {
  test('is a run, a version of it, or a digest', async () => {
    const at = (step: number) => ({ run: ref.name, step });
    expect(await lineageTarget(store, 'rig')).toEqual(at(3));
    expect(await lineageTarget(store, ref.name)).toEqual(at(3));
    expect(await lineageTarget(store, 'rig@2')).toEqual(at(2));
    expect(await lineageTarget(store, `${ref.name}@0`)).toEqual(at(0));
    expect(await lineageTarget(store, versions[1]!.digest)).toEqual(at(1));
    expect(await lineageTarget(store, versions[0]!.digest)).toEqual(at(0));
  });

  test.each([
    ['nobody', 'there is no run nobody in this store'],
    ['rig@4', /^run rig\/\S+ has no version 4; it has come to 3$/],
    ['0'.repeat(64), `no snapshot in this store has the digest ${'0'.repeat(64)}`],
  ])('and otherwise said: %s', async (asked, message) => {
    await expect(lineageTarget(store, asked)).rejects.toThrow(message);
  });

  test('is the newest run of a workflow id, and of runs with the same weights the one that made them', async () => {
    const { weights } = await snapshotOf(3);
    const second = await rig.open();
    expect(await lineageTarget(store, 'rig')).toEqual({ run: second.run.name, step: 0 });
    const begun = await snapshotOf(0);
    await overwrite(`runs/${second.run.name}/snapshots/000000.json`, { ...begun, weights });
    expect(await lineageTarget(store, weights.sha256)).toEqual({ run: ref.name, step: 3 });
    const { begins } = await lineageOf(store, { run: second.run.name, step: 0 });
    expect(begins.madeBy).toEqual([{ run: ref.name, ...versions[3] }]);
  });
});

test('a seal stays, whatever an attempt does that was asked for before it and hung', async () => {
  const sealedAt = (scheduledTimestampMs: number, version: PolicyVersion): Promise<ObjectRef> =>
    new MockActivityEnvironment({ scheduledTimestampMs }).run(rig.light.sealRun, { run: ref, version });
  const { sha256 } = await sealedAt(9_000, versions[3]!);
  await sealedAt(8_000, versions[2]!);
  expect(sha256Of((await store.read(key('seal.json')))!)).toBe(sha256);
});

test('a version that was kept since, for a fork to begin with, is nothing that was changed', async () => {
  await run(rig.device().policy.saveSnapshot, { run: ref, version: versions[2]! });
  expect((await runRecords(store, ref.name).snapshotSteps()).includes(2)).toBe(true);
  expect(await faults()).toEqual([]);
});

test('a damaged record of another run hides its part alone, and is told', async () => {
  const { run: other } = await rig.open();
  const begun = `runs/${other.name}/snapshots/000000.json`;
  const bytes = (await store.read(begun))!;
  bytes[40]! ^= 1;
  await store.bucket.write(begun, bytes, 'json');
  const lineage = await lineageOf(store, { run: ref.name, step: 3 });
  expect(lineage.unread).toEqual([expect.stringContaining(begun)]);
  expect(lineageText(lineage)).toContain(`  not read   `);
  expect(await faults()).toEqual([]);
});

test('what was not changed is found so', async () => {
  const found = await verifyLineage(store, ref.name);
  expect(found).toMatchObject({ faults: [], entries: 3 });
  expect(found.objects).toBeGreaterThan(10);
});

const wasAdded = (record: string): string =>
  `record ${key(record)} was added: the run was sealed without it, at step 3`;

/** Whole, sealed, and in line with all that it names: only the run never came to it. */
async function addSnapshot(): Promise<SnapshotRecord> {
  const { optimiser, ...last } = await snapshotOf(3);
  const [bytes, state] = [await store.get(last.weights), await store.get(optimiser)];
  bytes[bytes.length - 1]! ^= 1;
  const weights = await store.put(bytes, 'safetensors');
  const digest = snapshotDigest({ weights: bytes, optimiser: state });
  return runRecords(store, ref.name).writeSnapshot({ step: 4, digest, weights, optimiser });
}

async function addEntry(): Promise<LogEntry> {
  const records = runRecords(store, ref.name);
  const [last, previous, { digest }] = [await entryOf(2), (await records.linkOf(2))!, await snapshotOf(4)];
  return records.writeLogEntry({ ...last, step: 3, before: last.after, after: digest, previous });
}

describe('a run that goes on after its seal', () => {
  test('is sealed again with what it has then', async () => {
    const device = rig.device();
    const { policy } = await rig.step(device, ref, versions[3]!);
    await run(device.policy.saveSnapshot, { run: ref, version: policy.version });
    expect(await faults()).toEqual([wasAdded('log/000003.json'), wasAdded('snapshots/000004.json')]);
    await run(rig.light.sealRun, { run: ref, version: policy.version });
    expect(await faults()).toEqual([]);
  });

  test('may end earlier than before, and is held to all of its log', async () => {
    await run(rig.light.sealRun, { run: ref, version: versions[2]! });
    expect(await faults()).toEqual([]);
    expect(await lineageTarget(store, 'rig')).toEqual({ run: ref.name, step: 2 });
    await overwrite(key('log/000002.json'), { ...(await entryOf(2)), stage: 'planning' });
    expect(await faults()).toEqual([expect.stringMatching(/^the training log of run \S+ ends with \w+, the seal has/)]);
  });

  test('may be told of by whoever makes something of it again', async () => {
    const { weights } = await snapshotOf(3);
    await store.bucket.remove([weights.key]);
    await run(rig.device().policy.saveSnapshot, { run: ref, version: versions[3]! });
    const kept = await store.listKeys(key('incidents/'));
    expect(kept).toHaveLength(1);
    expect(await faults()).toEqual([]);
  });
});

/** Things that somebody may do to a bucket, and what is then told. */
const changes: readonly (readonly [string, () => Promise<readonly (string | RegExp)[]>])[] = [
  [
    'a log entry that tells another reward',
    async () => {
      const entry = await entryOf(1);
      await overwrite(key('log/000001.json'), { ...entry, metrics: { ...entry.metrics, 'critic/rewards/mean': 30 } });
      return [
        /^record \S+\/log\/000001.json has SHA-256 \w+, the entry after it, \S+\/log\/000002.json, has \w+ for it$/,
      ];
    },
  ],
  [
    'the last log entry, after which no other comes',
    async () => {
      await overwrite(key('log/000002.json'), { ...(await entryOf(2)), stage: 'planning' });
      return [/^the training log of run \S+ ends with \w+, the seal has \w+$/];
    },
  ],
  [
    'a log entry that is taken away',
    async () => {
      await store.bucket.remove([key('log/000001.json')]);
      return [`record ${key('log/')} lacks the entry of step 1`, /has SHA-256/];
    },
  ],
  [
    'a batch that is cut short',
    async () => {
      const { batch } = await entryOf(1);
      await store.bucket.write(batch.key, (await store.get(batch)).subarray(0, 100), 'json');
      return [/^object \S+ has SHA-256 \w+: \S+\/log\/000001.json names it$/];
    },
  ],
  [
    'a batch that is missing',
    async () => {
      const { batch } = await entryOf(0);
      await store.bucket.remove([batch.key]);
      return [new RegExp(`^object ${batch.key} is not in bucket \\S+: \\S+/log/000000.json names it$`)];
    },
  ],
  [
    'weights of one byte another',
    async () => {
      const { weights } = await snapshotOf(1);
      const bytes = await store.get(weights);
      bytes[bytes.length - 1]! ^= 1;
      await store.bucket.write(weights.key, bytes, 'safetensors');
      return [new RegExp(`^object ${weights.key} has SHA-256`)];
    },
  ],
  [
    'a snapshot with the weights of another',
    async () => {
      const { weights } = await snapshotOf(3);
      await overwrite(key('snapshots/000001.json'), { ...(await snapshotOf(1)), weights });
      return [/^record \S+\/snapshots\/000001.json has version \w+, its bytes are \w+$/, /the seal has/];
    },
  ],
  [
    'an evaluation that counts more right answers',
    async () => {
      const after = (await store.readRecord<Evaluation>(key('evaluations/after.json')))!;
      await overwrite(key('evaluations/after.json'), { ...after, unreadable: 1 });
      return [/^record \S+\/evaluations\/after.json has SHA-256 \w+, the seal has \w+$/];
    },
  ],
  [
    'a run that names another manifest',
    async () => {
      const manifest = await store.putJson({ ...(await store.getJson<object>(ref.manifest)), notices: { a: 'b' } });
      await overwrite(key('run.json'), { ...ref, manifest });
      return [/^objects\/\S+ has SHA-256 \w+, the entry after it/, /names the manifest/, /run.json has SHA-256/];
    },
  ],
  [
    'a run that says it was forked from itself',
    async () => {
      const parent = { ...ref, ...versions[1]! };
      const manifest = await store.putJson({ ...(await store.getJson<object>(ref.manifest)), parent });
      await overwrite(key('run.json'), { ...ref, manifest });
      return [
        /the entry after it/,
        /names the manifest/,
        /run.json has SHA-256/,
        `run ${ref.name} is said to be forked from itself`,
      ];
    },
  ],
  [
    'a snapshot after the last, with other weights,',
    async () => {
      await addSnapshot();
      return [wasAdded('snapshots/000004.json')];
    },
  ],
  [
    'a log entry after the last, and its snapshot,',
    async () => {
      await addSnapshot();
      await addEntry();
      return [wasAdded('log/000003.json'), wasAdded('snapshots/000004.json')];
    },
  ],
  [
    'a record of steering that nobody asked for',
    async () => {
      const act = {
        act: 'setLearningRate',
        id: 'a',
        step: 1,
        stage: 'counting',
        at: '',
        of: null,
        from: 1,
        to: 2,
      } as const;
      await runRecords(store, ref.name).writeSteering(act);
      return [/^record \S+\/steering\/\w+\.json was added: the run was sealed without it, at step 3$/];
    },
  ],
  [
    'a check of a gate that was not made',
    async () => {
      const after = (await store.readRecord<Evaluation>(key('evaluations/after.json')))!;
      await store.writeRecord(key('evaluations/gates/counting/000002.json'), { ...after, step: 2 });
      return [wasAdded('evaluations/gates/counting/000002.json')];
    },
  ],
  [
    'a record of a name that no release writes',
    async () => {
      await store.writeRecord(key('retired/000003.json'), {});
      return [wasAdded('retired/000003.json')];
    },
  ],
  [
    'what says that something was let go, in a run that keeps all',
    async () => {
      const records = ['retired/snapshots/000003.json', 'retired/log.json', 'retired/predictions.json'].map(key);
      for (const record of records) await store.writeRecord(record, {});
      const { weights } = await snapshotOf(3);
      await store.bucket.remove([weights.key]);
      return [
        ...records.map((record) => `record ${record} was added: the spec of the run lets nothing of that go`),
        new RegExp(`${weights.key}.* is missing|${weights.key}.* not`),
      ];
    },
  ],
  [
    'a record that says the run is another, which was whole',
    async () => {
      await overwrite(key('run.json'), { ...ref, name: 'attic/rig' });
      return [
        `record ${key('run.json')} is of run attic/rig`,
        new RegExp(`^record ${key('run.json')} has SHA-256 \\w+, the seal has \\w+$`),
      ];
    },
  ],
  [
    'a report, and metrics, that say something else than those that were sealed',
    async () => {
      const version = versions[3]!;
      await run(rig.light.writeReport, { run: ref, version, minutes: 1 });
      await run(rig.light.sealRun, { run: ref, version });
      expect(await faults()).toEqual([]);
      const published = ['metrics.jsonl', 'report.html'].map(key);
      for (const name of published) {
        const text = (await store.read(name))!.toString('utf8');
        await store.publish(name, Buffer.from(text.replace('counting', 'planning')), 'html');
      }
      return published.map((name) => new RegExp(`^record ${name} has SHA-256 \\w+, the seal has \\w+$`));
    },
  ],
  [
    'a snapshot after the log of a run without a seal',
    async () => {
      await store.bucket.remove([key('seal.json')]);
      await addSnapshot();
      return [`record ${key('snapshots/000004.json')} is of a version that the training log does not come to`];
    },
  ],
];

test('what is added is not taken for the last version', async () => {
  const { digest } = await addSnapshot();
  expect(await lineageTarget(store, 'rig')).toEqual({ run: ref.name, step: 3 });
  expect((await lineageOf(store, await lineageTarget(store, 'rig@4'))).version.digest).toBe(digest);
});

test.each(changes)('%s is named', async (_, change) => {
  const expected = await change();
  const told = await faults();
  expect(told).toHaveLength(expected.length);
  for (const [index, each] of expected.entries()) expect(told[index]).toMatch(each);
});

test('a fork is held to the version of its parent that it began with', async () => {
  const fork = await rig.open({ base: undefined, from: { run: ref.name, step: 3, optimiser: 'kept' } });
  const ofFork = async (): Promise<readonly string[]> => (await verifyLineage(store, fork.run.name)).faults;
  expect(await ofFork()).toEqual([]);
  await overwrite(key('log/000002.json'), { ...(await entryOf(2)), after: 'f'.repeat(64) });
  expect(await ofFork()).toContain(
    `run ${fork.run.name} begins with version ${versions[3]!.digest} of step 3 of run ${ref.name}, whose training log has ${'f'.repeat(64)} there`,
  );
});

test('a damaged seal is told, and none of its digests', async () => {
  await store.bucket.write(key('seal.json'), Buffer.from('{}'), 'json');
  const lineage = await lineageOf(store, { run: ref.name, step: 3 });
  expect(lineage).toMatchObject({ seal: null, unread: [`record ${key('seal.json')} is damaged`] });
});
