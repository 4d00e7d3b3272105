import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { CurriculumSpec } from '../activities/spec.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import type { StepSteering } from '../store/steering-record.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { smallRun } from './small-run.ts';

let rig: ActivityRig;

beforeAll(async () => {
  rig = await ActivityRig.make(inject('servers'));
});

afterAll(() => rig.close());

const stage = 'counting';
type Plan = Awaited<ReturnType<ActivityRig['open']>>;
type Device = ReturnType<ActivityRig['device']>;

/** Steps of a run up to a last one: the versions that it had, the first included. `steered` by steps of the run. */
async function train(
  device: Device,
  plan: Plan,
  last: number,
  steered: Readonly<Record<number, StepSteering>> = {},
): Promise<readonly PolicyVersion[]> {
  const versions = [plan.base];
  while (versions.at(-1)!.step < last) {
    const version = versions.at(-1)!;
    const { batch, metrics } = await rig.scored(device, plan.run, version);
    const told = steered[version.step];
    const input = { run: plan.run, stage, version, scored: batch, metrics, ...(told && { steered: told }) };
    versions.push((await run(device.policy.updatePolicy, input)).policy.version);
  }
  return versions;
}

test('a step is made again with the learning rate that it was steered by', async () => {
  const steered = { 1: { learningRate: 0.01 }, 2: { learningRate: 0.01, runSteps: 6 } };
  const plan = await rig.open();
  const versions = await train(rig.device(), plan, 3, steered);
  const unsteered = await train(rig.device(), await rig.open(), 3);
  expect(versions[1]!.digest).toBe(unsteered[1]!.digest);
  expect(versions[2]!.digest).not.toBe(unsteered[2]!.digest);
  const log = await runRecords(rig.store, plan.run.name).logEntries(0, 3);
  expect(log.map(({ steered, metrics }) => [steered, metrics['actor/lr']])).toMatchObject([
    [undefined, expect.any(Number)],
    [steered[1], 0.01 * (2 / 10)],
    [steered[2], expect.closeTo(0.01 * (3 / 10), 12)],
  ]);

  // Another worker has only the base and the log.
  const kept = await run(rig.device().policy.saveSnapshot, { run: plan.run, version: versions[3]! });
  expect(kept.digest).toBe(versions[3]!.digest);
});

test('the log decides: a step that it has is not taken otherwise', async () => {
  const device = rig.device();
  const plan = await rig.open();
  const [base, first] = await train(device, plan, 1);
  const at = { run: plan.run, firstStep: 0, step: 0, before: base!.digest };
  const { made, ...scored } = await run(rig.light.selectBatch, { ...at, stage });
  expect(made).toMatchObject({ after: first!.digest });
  const again = { run: plan.run, stage, version: base!, scored, metrics: {}, steered: { learningRate: 0.5 } };
  expect((await run(device.policy.updatePolicy, again)).policy.version).toEqual(first);
  await expect(run(rig.light.selectBatch, { ...at, stage: 'planning' })).rejects.toMatchObject({
    name: 'LogConflict',
    message: `step 0 of run ${plan.run.name} is in its training log as one of stage "counting", it cannot be one of "planning" now: go another way from there by a fork`,
  });
  expect(await run(rig.light.selectBatch, { ...at, stage, before: 'another' })).not.toHaveProperty('made');
});

test('an act is recorded once by its id, whatever the id is, and acts are told in order', async () => {
  const { run: ref } = await rig.open();
  const record = (id: string, act: 'pause' | 'resume', step: number) =>
    run(rig.light.recordSteering, { run: ref, act: { id, act, step, stage, at: `2026-01-01T00:00:0${step}.000Z` } });
  await record('../of a person/1', 'resume', 4);
  await record('first', 'pause', 2);
  expect(await record('first', 'pause', 7)).toMatchObject({ step: 2 });
  const acts = await runRecords(rig.store, ref.name).steering();
  expect(acts.map(({ act, step }) => [act, step])).toEqual([
    ['pause', 2],
    ['resume', 4],
  ]);
});

const from = (name: string, step: number, optimiser: 'kept' | 'reset' = 'kept'): Partial<CurriculumSpec> => ({
  base: undefined,
  from: { run: name, step, optimiser },
});

test('a fork that changes nothing takes the steps of its parent, to the last bit', async () => {
  const device = rig.device();
  const parent = await rig.open();
  const versions = await train(device, parent, 5);
  const [counting, planning] = smallRun.stages;
  const spec = { ...from(parent.run.name, 2), stages: [{ ...counting!, steps: 3 }, planning!] };
  const name = `rig/${randomUUID()}`;

  // The version is in the log alone: it must be kept before a run can begin with it.
  const unkept = { run: parent.run, version: versions[2] };
  await expect(rig.open(spec, name)).rejects.toThrow('version 2 must be kept first');
  await run(rig.device().policy.saveSnapshot, unkept as Parameters<Device['policy']['saveSnapshot']>[0]);

  const fork = await rig.open(spec, name);
  expect(fork.base).toEqual(versions[2]);
  expect(fork.stages).toMatchObject([
    { name: 'counting', firstStep: 2, endStep: 5 },
    { name: 'planning', firstStep: 5, endStep: 8 },
  ]);
  expect(await train(rig.device(), fork, 5)).toEqual(versions.slice(2));
  const manifest = await rig.store.getJson<{ parent: unknown; reference: { sha256: string } }>(fork.run.manifest);
  expect(manifest.parent).toEqual({ ...parent.run, ...versions[2] });
  const ofParent = await rig.store.getJson<{ reference: { sha256: string } }>(parent.run.manifest);
  expect(manifest.reference).toEqual(ofParent.reference);

  const reset = await rig.open({ ...spec, ...from(parent.run.name, 2, 'reset') });
  expect(reset.base.step).toBe(2);
  expect(reset.base.digest).not.toBe(versions[2]!.digest);
});

test('what a fork cannot begin with is told in a sentence', async () => {
  const device = rig.device();
  const parent = await rig.open();
  const { name } = parent.run;
  await train(device, parent, 1);
  const refused = async (changes: Partial<CurriculumSpec>): Promise<string> =>
    rig.open(changes).then(
      () => 'opened',
      (error: Error) => `${error.name}: ${error.message.replace('this spec cannot be run. ', '')}`,
    );
  expect(await refused(from('rig/none', 0))).toBe('InvalidSpec: from.run: there is no run rig/none in this store');
  expect(await refused(from(name, 2))).toBe(
    `InvalidSpec: from.step: run ${name} has no version 2; it has those from 0 to 1`,
  );
  expect(await refused({ from: from(name, 0).from })).toBe(
    'InvalidSpec: from: must not stand beside base: a run begins with one policy',
  );
  expect(await refused({ base: undefined })).toBe(
    'InvalidSpec: base: is missing, and from too: a run begins with a policy',
  );
  const wide = { questions: 4, answers: 4, temperature: 1, maxAnswerTokens: 4_000, shards: 2 } as const;
  expect(await refused({ ...from(name, 0), rollout: wide })).toMatch(
    /^InvalidSpec: rollout.maxAnswerTokens: the policy of from.run writes \d+ tokens at most$/,
  );

  // A snapshot that is not what the log tells of.
  const records = runRecords(rig.store, name);
  const { weights, optimiser } = await records.snapshotAtOrBefore(0);
  await records.writeSnapshot({ step: 1, digest: parent.base.digest, weights, optimiser });
  expect(await refused(from(name, 1))).toMatch(
    /^InvalidSpec: from.step: version 1 of run .+ is [0-9a-f]{64} by its training log and [0-9a-f]{64} by its snapshot: the run has diverged there/,
  );
});
