import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';

import { armRecord } from '../activities/arm-record.ts';
import { answeredQuestions } from '../activities/answered-questions.ts';
import type { AnsweredPart, Evaluation, HeldPolicy, RunRef } from '../activities/data.ts';
import { forkedPolicy } from '../activities/forked-policy.ts';
import { policyAsked } from '../activities/policy-asked.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { sweepStoreActivity } from '../activities/sweep-store.ts';
import type { Swept } from '../report/swept-text.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const steps = 5;
const hour = 3_600_000;
const retention: NonNullable<CurriculumSpec['retention']> = {
  snapshots: { last: 1, every: 3, best: null },
  log: 'drop',
  predictions: 'drop',
};

let temporal: TestClient;
let rig: ActivityRig;
let ref: RunRef;
let versions: readonly PolicyVersion[];

beforeAll(async () => {
  temporal = await testClient(servers);
});

afterAll(() => temporal.close());
afterEach(() => rig.close());

/** In a bucket of its own, a run whose every version is kept, and its answers to the held-out questions. */
beforeEach(async () => {
  rig = await ActivityRig.make({ ...servers, MINIO_BUCKET: `retention-${randomUUID()}` });
  const plan = await rig.open({ retention });
  const device = rig.device();
  ref = plan.run;
  const reached: HeldPolicy[] = [{ version: plan.base, holder: null, divergences: 0 }];
  for (let step = 0; step < steps; step++) {
    const { policy } = await rig.step(device, ref, reached.at(-1)!.version);
    await run(device.policy.saveSnapshot, { run: ref, version: policy.version });
    reached.push(policy);
  }
  versions = reached.map(({ version }) => version);
  const { batches, notice } = await run(rig.light.selectHeldOut, { run: ref });
  const at = { run: ref, stage: 'after', step: 0, version: plan.base, shard: 0, shards: 1 };
  const rollouts = await Promise.all(
    batches.map((batch) => run(device.policy.rollout, { ...at, batch, sampling: 'greedy' })),
  );
  await run(rig.light.tallyAnswers, { run: ref, label: 'after', step: 0, batches, rollouts, notice });
  await sleep(1_100);
});

/** A sweep an hour from now, of what was not written in the hour before: of what has been written by now. */
async function sweep(): Promise<Swept> {
  const environment = new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: Date.now() + hour },
    { logger: new DefaultLogger('ERROR'), client: temporal.client },
  );
  const swept: Swept = await environment.run(sweepStoreActivity(rig.store), {
    spec: { olderThan: '1h', remove: true },
  });
  // What was retired now is older than the next.
  await sleep(1_100);
  return swept;
}

/** Opens a workflow that names the run, for as long as the work takes. */
async function whileOpen(workflowId: string, work: () => Promise<void>): Promise<void> {
  const args: [unknown] = [{ run: ref.name }];
  const open = await temporal.client.workflow.start('trainStage', { workflowId, taskQueue: 'nobody', args });
  const listed = async (): Promise<boolean> => {
    for await (const each of temporal.client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
      if (each.workflowId === workflowId) return true;
    return false;
  };
  await vi.waitUntil(listed, { timeout: 20_000, interval: 200 });
  await work();
  await open.terminate();
  await vi.waitUntil(async () => !(await listed()), { timeout: 20_000, interval: 200 });
}

/** The digest that a version has in a worker that holds nothing. */
const digestOf = (version: PolicyVersion): Promise<string> =>
  run(() => rig.device().held.use(ref, version, ({ policy }) => policy.digest()), undefined);

const ask = (step: number) => policyAsked({ run: ref.name, step }, rig.store, pathToFileURL('/'));

describe('a run that has ended', () => {
  test('is left with what its retention keeps, two sweeps later, and those versions can be made again', async () => {
    const before = await rig.store.listKeys('objects/');
    const first = await sweep();
    expect(first.retired).toEqual([{ run: ref.name, snapshots: [1, 2, 4], log: true, predictions: true }]);
    const second = await sweep();
    expect(second.retired).toEqual([]);
    expect(second.gone.map(({ kind }) => kind)).toContain('weights and optimiser states');
    expect((await rig.store.listKeys('objects/')).length).toBeLessThan(before.length);
    expect((await sweep()).gone).toEqual([]);

    for (const step of [0, 3, 5]) {
      expect((await ask(step)).version).toEqual(versions[step]);
      expect(await digestOf(versions[step]!)).toBe(versions[step]!.digest);
    }
    await expect(ask(2)).rejects.toThrow(
      `policy: run ${ref.name} has let go of version 2: its retention keeps some snapshots alone`,
    );
    await expect(digestOf(versions[2]!)).rejects.toMatchObject({ name: 'MissingObject' });
    await expect(forkedPolicy(rig.store, { run: ref.name, step: 2, optimiser: 'kept' })).rejects.toThrow(
      `from.step: run ${ref.name} has let go of version 2: its retention keeps some snapshots alone`,
    );
  });

  test('keeps what an arm needs: the way to its version, and the answers', async () => {
    const arm = { digest: '', run: ref.name, version: versions[2], divergences: 0, cost: {}, curve: [] };
    await rig.store.publishRecord(armRecord(ref.manifest.sha256), arm);
    await sweep();
    expect((await sweep()).gone.map(({ kind }) => kind)).toContain('weights and optimiser states');
    expect(await rig.store.listKeys(`runs/${ref.name}/retired/`)).toEqual(
      ['log.json', 'snapshots/000001.json', 'snapshots/000004.json'].map((name) => `runs/${ref.name}/retired/${name}`),
    );
    expect(await digestOf(versions[2]!)).toBe(versions[2]!.digest);
    const { answered } = (await rig.store.readRecord<Evaluation>(`runs/${ref.name}/evaluations/after.json`))!;
    const parts = await rig.store.getJson<readonly AnsweredPart[]>(answered!);
    expect(await answeredQuestions(rig.store, parts)).not.toEqual([]);
  });

  test('is left alone while a workflow of others is open that names it', async () => {
    await whileOpen(`reader-${randomUUID()}`, async () => {
      expect((await sweep()).retired).toEqual([]);
    });
    await sweep();
    await whileOpen(`reader-${randomUUID()}`, async () => {
      await sweep();
      expect(await digestOf(versions[2]!)).toBe(versions[2]!.digest);
    });
  });
});

test('a run in progress loses superseded snapshots, and every version of it can be made again from its log', async () => {
  await whileOpen(ref.name.slice(0, ref.name.lastIndexOf('/')), async () => {
    expect((await sweep()).retired).toEqual([{ run: ref.name, snapshots: [1, 2, 4], log: false, predictions: false }]);
    expect((await sweep()).gone.map(({ kind }) => kind)).toContain('weights and optimiser states');
    for (const version of versions) expect(await digestOf(version)).toBe(version.digest);

    const from = { run: ref.name, step: 2, optimiser: 'kept' } as const;
    expect(await forkedPolicy(rig.store, from)).toEqual({ run: ref, version: versions[2] });
    await run(rig.device().policy.saveSnapshot, { run: ref, version: versions[2]! });
    expect(await forkedPolicy(rig.store, from)).toMatchObject({ fork: { parent: versions[2] } });
  });
});
