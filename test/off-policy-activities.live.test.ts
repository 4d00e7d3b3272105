import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { RunRef } from '../activities/data.ts';
import { incidentsOf } from '../activities/incidents.ts';
import { verifyLineage } from '../activities/verify-lineage.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import { answeringStep } from '../workflows/answering-step.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { smallRun } from './small-run.ts';

const maxStaleness = 2;
const steps = 5;
const stage = 'counting';

let rig: ActivityRig;
let ref: RunRef;
let versions: PolicyVersion[];
/** Records of the run that were read while older versions were asked. */
let read: string[];

/** A store that tells which records are read. */
const telling = (store: ObjectStore, tell: (key: string) => void): ObjectStore => ({
  ...store,
  readRecord(key) {
    tell(key);
    return store.readRecord(key);
  },
});

beforeAll(async () => {
  rig = await ActivityRig.make({ ...inject('servers'), MINIO_BUCKET: `off-policy-${randomUUID()}` });
  const plan = await rig.open({ rollout: { ...smallRun.rollout, maxStaleness } });
  ref = plan.run;
  versions = [plan.base];
  read = [];
  let isOlder = false;
  const device = rig.device(telling(rig.store, (key) => isOlder && read.push(key)));
  for (let step = 0; step < steps; step++) {
    const version = versions[step]!;
    const sampledBy = versions[answeringStep(step, 0, maxStaleness)]!;
    const at = { run: ref, stage, step };
    const batch = await run(rig.light.selectBatch, { ...at, firstStep: 0 });
    isOlder = sampledBy.step < step;
    const shard = { ...at, version: sampledBy, batch, sampling: 'train', shards: 2 } as const;
    const rollouts = [
      await run(device.policy.rollout, { ...shard, shard: 0 }),
      await run(device.policy.rollout, { ...shard, shard: 1 }),
    ];
    isOlder = false;
    const updated = await run(device.policy.scoreAndUpdate, { run: ref, stage, version, batch, rollouts, sampledBy });
    versions.push(updated.policy.version);
  }
});

afterAll(() => rig.close());

const madeAgain = (): Promise<string> =>
  run(
    (version: PolicyVersion) => rig.device().held.use(ref, version, ({ policy }) => policy.digest()),
    versions[steps]!,
  );
const entryOf = async (step: number): Promise<LogEntry> => (await runRecords(rig.store, ref.name).logEntry(step))!;

test('a worker that updates keeps the versions that steps to come are answered by', () => {
  expect(new Set(versions.map(({ digest }) => digest)).size).toBe(steps + 1);
  expect(read.filter((key) => key.includes('/log/') || key.includes('/snapshots/'))).toEqual([]);
});

test('what steps learnt from is answered again by the versions that had answered, where it is lost', async () => {
  const lost = await Promise.all([2, 3, 4].map(async (step) => (await entryOf(step)).batch.key));
  await rig.store.bucket.remove(lost);
  expect(await madeAgain()).toBe(versions[steps]!.digest);
  for (const key of lost) expect(await rig.store.read(key)).toBeInstanceOf(Buffer);
  const told = await incidentsOf(rig.store, ref.name);
  expect(new Set(told.map(({ kind, step }) => `${kind}, step ${step}`))).toEqual(
    new Set([2, 3, 4].map((step) => `made again, step ${step}`)),
  );
});

test('the log is held to what it says of who answered', async () => {
  const faults = async () => (await verifyLineage(rig.store, ref.name)).faults;
  expect(await faults()).toEqual([]);
  const last = steps - 1;
  const entry = await entryOf(last);
  const digest = versions[last - 1]!.digest;
  const key = `runs/${ref.name}/log/00000${last}.json`;
  await rig.store.publishRecord(key, { ...entry, sampledBy: { ...entry.sampledBy, digest } });
  expect(await faults()).toEqual([
    `record ${key} was sampled by version ${digest} of step ${last - maxStaleness}, the training log has ${versions[last - maxStaleness]!.digest} there`,
  ]);
});
