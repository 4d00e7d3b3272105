import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Batch, Rollout, ScoredBatch } from '../activities/data.ts';
import type { EvaluationMaterial } from '../activities/evaluation.ts';
import { algorithms } from '../activities/objective-spec.ts';
import { rewardSpec } from '../activities/reward-spec.ts';
import type { UpdatePolicyResult } from '../activities/update-policy.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import { ActivityRig, environment, run } from './activity-rig.ts';
import { smallColdStart } from './small-cold-start.ts';

let rig: ActivityRig;

beforeAll(async () => {
  rig = await ActivityRig.make(inject('servers'));
});

afterAll(() => rig.close());

const stage = 'counting';

/** Steps of a run from its base: the versions that it had, base included. */
async function train(
  device: ReturnType<ActivityRig['device']>,
  plan: { run: Parameters<ActivityRig['step']>[1]; base: PolicyVersion },
  steps: number,
) {
  const versions = [plan.base];
  for (let step = 0; step < steps; step++) {
    versions.push((await rig.step(device, plan.run, versions.at(-1)!)).policy.version);
  }
  return versions;
}

test('the questions of a step are a function of its name', async () => {
  const { run: ref } = await rig.open();
  const [first, again, next] = await Promise.all(
    [0, 0, 1].map((step) => run(rig.light.selectBatch, { run: ref, stage, firstStep: 0, step })),
  );
  expect(again).toEqual(first);
  expect(next).not.toEqual(first);
  const { groups } = await rig.store.getJson<Batch>(first!);
  expect(groups).toHaveLength(4);
  expect(groups.every(({ question }) => ['Counting2', 'Counting3'].includes(question.kind))).toBe(true);
  await expect(run(rig.light.selectBatch, { run: ref, stage: 'none', firstStep: 0, step: 0 })).rejects.toThrow(
    'there is no stage "none"',
  );
});

test('shards answer as one would, and a retry as the first time', async () => {
  const { run: ref, base: version } = await rig.open();
  const batch = await run(rig.light.selectBatch, { run: ref, stage, firstStep: 0, step: 0 });
  const answers = async (shard: number, shards: number): Promise<ObjectRef> => {
    const input = { run: ref, stage, step: 0, version, batch, sampling: 'train', shard, shards } as const;
    return (await run(rig.device().policy.rollout, input)).rollout;
  };
  const whole = await answers(0, 1);
  expect(await answers(0, 1)).toEqual(whole);
  const { groups } = await rig.store.getJson<Rollout>(whole);
  const shards = await Promise.all([0, 1, 2].map((shard) => answers(shard, 3)));
  const parts = await Promise.all(shards.map((ref) => rig.store.getJson<Rollout>(ref)));
  expect(parts.map(({ firstGroup }) => firstGroup)).toEqual([0, 1, 2]);
  expect(parts.flatMap((part) => part.groups)).toEqual(groups);
  expect(new Set(groups.flat().map(({ text }) => text)).size).toBeGreaterThan(8);
});

test('a step is scored with components, and answers of one question are set against each other', async () => {
  const { run: ref, base } = await rig.open({ objective: { ...algorithms.dr_grpo, algorithm: 'dr_grpo' } });
  const { batch, metrics } = await rig.scored(rig.device(), ref, base);
  const scored = await rig.store.getJson<ScoredBatch>(batch);
  expect(scored).toMatchObject({ step: 0, stage });
  for (const { answers } of scored.groups) {
    expect(answers.reduce((sum, { advantage }) => sum + advantage, 0)).toBeCloseTo(0, 9);
    for (const { reward } of answers) {
      expect(reward.total).toBeCloseTo(
        (reward.accuracyReward + reward.formatReward + (reward.detailReward ?? 0)) * reward.weight,
        9,
      );
    }
  }
  expect(metrics).toMatchObject({ 'response_length/mean': expect.any(Number), 'timing_s/gen': expect.any(Number) });
});

test.each(Object.entries(algorithms))(
  'a step by %s, made again on another device, gives the same version',
  async (name, settings) => {
    const algorithm = name as keyof typeof algorithms;
    const { run: ref, base } = await rig.open({ objective: { ...settings, algorithm, epochs: 2, miniBatches: 2 } });
    const { batch: scored, metrics } = await rig.scored(rig.device(), ref, base);
    const update = { run: ref, stage, version: base, scored, metrics };
    const first = await run(rig.device().policy.updatePolicy, update);
    expect(first.policy.version.digest).not.toBe(base.digest);
    expect(await run(rig.device().policy.updatePolicy, update)).toEqual(first);
    expect(first.metrics).toMatchObject({ 'actor/pg_loss': expect.any(Number) });
  },
);

test('a step whose groups are all flat leaves the policy as it is, and says so', async () => {
  const { run: ref, base } = await rig.open({
    objective: { ...algorithms.dapo, algorithm: 'dapo' },
    reward: rewardSpec.parse({ preset: 'released', mode: 'baseline' }),
  });
  const { batch, metrics } = await rig.scored(rig.device(), ref, base);
  const scored = await rig.store.getJson<ScoredBatch>(batch);
  const flat: ScoredBatch = {
    ...scored,
    groups: scored.groups.map((group) => ({
      ...group,
      answers: group.answers.map((answer) => ({ ...answer, advantage: 0 })),
    })),
  };
  const update = { run: ref, stage, version: base, scored: await rig.store.putJson(flat), metrics };
  const { policy, metrics: found } = await run(rig.device().policy.updatePolicy, update);
  expect(policy.version).toEqual({ step: 1, digest: base.digest });
  expect(found['actor/frac_groups_dropped']).toBe(1);
});

test('an update learns from the first groups that are not flat, up to the most that the objective states', async () => {
  const { run: ref, base } = await rig.open({
    objective: { ...algorithms.dapo, algorithm: 'dapo', mostGroups: 2 },
  });
  const { batch, metrics } = await rig.scored(rig.device(), ref, base);
  const scored = await rig.store.getJson<ScoredBatch>(batch);
  const [first, second, third, ...others] = scored.groups.map((group, index) => ({
    ...group,
    answers: group.answers.map((answer, sample) => ({
      ...answer,
      advantage: index === 1 ? 0 : sample % 2 === 0 ? 1 : -1,
    })),
  }));
  const updated = async (...groups: (typeof first | undefined)[]) =>
    run(rig.device().policy.updatePolicy, {
      run: (await rig.open({ objective: { ...algorithms.dapo, algorithm: 'dapo', mostGroups: 2 } })).run,
      stage,
      version: base,
      scored: await rig.store.putJson({ ...scored, groups: groups.filter((group) => group !== undefined) }),
      metrics,
    });
  const ofMany = await updated(first, second, third, ...others);
  expect(ofMany.metrics).toMatchObject({ 'actor/groups': 2, 'actor/frac_groups_dropped': 1 / scored.groups.length });
  expect((await updated(first, third)).policy.version).toEqual(ofMany.policy.version);
});

test('an update delivered twice is one update', async () => {
  const { run: ref, base: version } = await rig.open();
  const device = rig.device();
  const { batch: scored, metrics } = await rig.scored(device, ref, version);
  const update = { run: ref, stage, version, scored, metrics };
  const first = await run(device.policy.updatePolicy, update);
  expect(first.policy).toMatchObject({ version: { step: 1 }, holder: 'own-queue', divergences: 0 });
  expect(first.policy.version.digest).not.toBe(version.digest);
  expect(await run(device.policy.updatePolicy, update)).toEqual(first);
  expect(await run(rig.device().policy.updatePolicy, update)).toEqual(first);
  expect(await rig.store.listKeys(`runs/${ref.name}/log/`)).toHaveLength(1);
  expect(await runRecords(rig.store, ref.name).logEntry(0)).toMatchObject({
    before: version.digest,
    after: first.policy.version.digest,
    batch: scored,
  });
});

test('a version is made again from a snapshot and the log, by a worker that has nothing in memory', async () => {
  const plan = await rig.open();
  const device = rig.device();
  const [, , second, third, fourth] = await train(device, plan, 4);
  const kept = await run(device.policy.saveSnapshot, { run: plan.run, version: second! });
  expect(kept).toMatchObject(second!);
  const other = rig.device();
  const digest = (version: PolicyVersion): Promise<string> =>
    run((input: PolicyVersion) => other.held.use(plan.run, input, ({ policy }) => policy.digest()), version);
  expect(await digest(fourth!)).toBe(fourth!.digest);
  expect(await digest(third!)).toBe(third!.digest);
  expect(await digest(plan.base)).toBe(plan.base.digest);
});

test('a worker that is some updates behind goes on from what it holds', async () => {
  const plan = await rig.open();
  const read: string[] = [];
  const watched: ObjectStore = {
    ...rig.store,
    get: (ref) => {
      read.push(ref.key);
      return rig.store.get(ref);
    },
  };
  const [device, behind] = [rig.device(), rig.device(watched)];
  await rig.scored(behind, plan.run, plan.base);
  const versions = await train(device, plan, 2);
  const snapshotsRead = (): number => read.filter((key) => key.endsWith('.safetensors')).length;
  const before = snapshotsRead();
  expect(before).toBeGreaterThan(0);
  await rig.scored(behind, plan.run, versions[2]!);
  expect(snapshotsRead()).toBe(before);
});

/** Delivers an update whose record says that it gave another digest where it was made. */
async function updateOfOtherHardware(
  onDivergence: 'continue' | 'fail',
): Promise<{ name: string; update: Promise<UpdatePolicyResult> }> {
  const { run: ref, base } = await rig.open({ onDivergence });
  const device = rig.device();
  const { batch, metrics } = await rig.scored(device, ref, base);
  const after = 'of other hardware';
  await runRecords(rig.store, ref.name).writeLogEntry({ step: 0, stage, batch, before: base.digest, after, metrics });
  const input = { run: ref, stage, version: base, scored: batch, metrics };
  return { name: ref.name, update: run(device.policy.updatePolicy, input) };
}

test('where hardware rounds otherwise, a run told to continue counts it', async () => {
  const { update } = await updateOfOtherHardware('continue');
  expect(await update).toMatchObject({ policy: { version: { step: 1 }, divergences: 1 } });
});

test('a divergence met on the way to a snapshot is told by the next update, and the snapshot has the digest of its bytes', async () => {
  const { run: ref, base } = await rig.open({ onDivergence: 'continue' });
  const device = rig.device();
  const { batch, metrics } = await rig.scored(device, ref, base);
  const recorded = { step: 1, digest: 'of other hardware' };
  const entry = { step: 0, stage, batch, before: base.digest, after: recorded.digest, metrics };
  await runRecords(rig.store, ref.name).writeLogEntry(entry);
  const kept = await run(device.policy.saveSnapshot, { run: ref, version: recorded });
  expect(kept.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await rig.step(device, ref, recorded)).toMatchObject({ policy: { version: { step: 2 }, divergences: 1 } });
});

test('a divergence that only workers meet who sample is told by the step, and by an evaluation', async () => {
  const { run: ref, base } = await rig.open({ onDivergence: 'continue' });
  const [first, second] = [rig.device(), rig.device()];
  const { batch, metrics } = await rig.scored(first, ref, base);
  const recorded = { step: 1, digest: 'of other hardware' };
  const entry = { step: 0, stage, batch, before: base.digest, after: recorded.digest, metrics };
  await runRecords(rig.store, ref.name).writeLogEntry(entry);
  const scored = await rig.scored(second, ref, recorded);
  expect(scored.metrics).toMatchObject({ 'perf/divergences': 1 });
  const update = { run: ref, stage, version: recorded, scored: scored.batch, metrics: scored.metrics };
  // One that the first device meets, and the one that the second met.
  expect(await run(first.policy.updatePolicy, update)).toMatchObject({ policy: { divergences: 2 } });

  const part = {
    run: ref,
    stage: 'after',
    step: 1,
    version: recorded,
    shard: 0,
    shards: 1,
    sampling: 'greedy',
  } as const;
  const { batches } = await run(rig.light.selectHeldOut, { run: ref });
  const { policy } = rig.device();
  const rollouts = await Promise.all(batches.map((batch) => run(policy.rollout, { ...part, batch })));
  const counted = { run: ref, label: 'after', step: 1, batches, rollouts, notice: 'No city asked.' };
  expect((await run(rig.light.tallyAnswers, counted)).notice).toBe(
    'No city asked. Some answers may be other ones: their worker rounds otherwise, or came to another version when it made updates again.',
  );
  // It leaves them to the run's next step to count.
  expect((await rig.scored({ policy }, ref, recorded)).metrics).toMatchObject({ 'perf/divergences': 1 });
});

test('an evaluation does not take another version for the one that it was asked to evaluate', async () => {
  const { run: ref, base } = await rig.open({ onDivergence: 'continue' });
  const device = rig.device();
  const { batch, metrics } = await rig.scored(device, ref, base);
  const version = { step: 1, digest: 'of other hardware' };
  const entry = { step: 0, stage, batch, before: base.digest, after: version.digest, metrics };
  await runRecords(rig.store, ref.name).writeLogEntry(entry);
  const questions = await rig.store.putJson([{ id: 'one', text: 'How many lines are on the map?', picture: null }]);
  const material: EvaluationMaterial = {
    name: `evaluations/${randomUUID()}`,
    benchmark: 'reasonmap-plus',
    preset: 'released',
    file: questions,
    run: ref,
    version,
    size: { width: 128, height: 144 },
    sampling: { temperature: 0, maxAnswerTokens: 48, seed: 1 },
    blankImages: false,
    parts: [{ first: 0, count: 1, questions }],
  };
  const input = { material: await rig.store.putJson(material), part: 0 };
  await expect(run(device.policy.answerPart, input)).rejects.toMatchObject({
    name: 'Divergence',
    message: expect.stringMatching(/^version 1 of run rig\/\S+ became [0-9a-f]{64}, asked is of other hardware$/),
  });
  expect(await rig.store.listKeys(material.name)).toEqual([]);
});

test('where hardware rounds otherwise, a run told to fail says where', async () => {
  const { name, update } = await updateOfOtherHardware('fail');
  await expect(update).rejects.toMatchObject({
    name: 'Divergence',
    message: expect.stringMatching(`version 1 of run ${name} became [0-9a-f]{64}, recorded is of other hardware`),
  });
});

test('an engine whose thread ended is replaced at the next attempt', async () => {
  const { run: ref, base } = await rig.open();
  const { held } = rig.device();
  const digest = (): Promise<string> => run(() => held.use(ref, base, ({ policy }) => policy.digest()), undefined);
  expect(await digest()).toBe(base.digest);
  await run(() => held.use(ref, base, ({ policy }) => policy.close()), undefined);
  await expect(digest()).rejects.toMatchObject({ name: 'PolicyThreadEnded' });
  expect(await digest()).toBe(base.digest);
});

test('an activity that is cancelled while it waits for the device does not begin', async () => {
  const plan = await rig.open();
  const device = rig.device();
  const within = environment();
  const first = rig.step(device, plan.run, plan.base);
  const second = run(device.policy.saveSnapshot, { run: plan.run, version: { step: 1, digest: '' } }, within);
  within.cancel('CANCELLED');
  await expect(second).rejects.toMatchObject({ name: 'CancelledFailure' });
  expect(await first).toMatchObject({ policy: { version: { step: 1 } } });
});

test('held-out questions are answered, counted and reported', async () => {
  const { run: ref, base: version } = await rig.open();
  const { policy } = rig.device();
  const { batches, notice } = await run(rig.light.selectHeldOut, { run: ref });
  const rollouts = await Promise.all(
    batches.map((batch) =>
      run(policy.rollout, {
        run: ref,
        stage: 'before',
        step: 0,
        version,
        batch,
        sampling: 'greedy',
        shard: 0,
        shards: 1,
      }),
    ),
  );
  const counted = await run(rig.light.tallyAnswers, { run: ref, label: 'before', step: 0, batches, rollouts, notice });
  expect(counted.byKind.map(({ count }) => count)).toEqual(Array.from({ length: 7 }, () => 2));
  const report = await run(rig.light.writeReport, { run: ref, version: null, minutes: 0 });
  const page = (await rig.store.get(report)).toString('utf8');
  expect(page).toContain(ref.name);
  expect(page).toContain('Counting1');
});

test('a piece of a cold start tells its steps, and gives the same bytes on any worker', async () => {
  const {
    run: ref,
    initial,
    pieces,
  } = await run(rig.light.openColdStart, {
    name: `rig/${randomUUID()}`,
    spec: smallColdStart,
  });
  expect(pieces.map(({ name, endStep }) => `${name} ${endStep}`)).toEqual([
    'patches 2',
    'patches 3',
    'cells 5',
    'cells 6',
    'lines 8',
    'lines 9',
    'rides 11',
    'rides 12',
  ]);
  const told: unknown[] = [];
  const within = environment().on('heartbeat', (details) => told.push(details));
  const piece = { run: ref, version: initial, endStep: 2 };
  const taught = await run(rig.device().policy.supervise, piece, within);
  // A beat of the clock says again what was told last.
  expect([...new Set(told)].slice(1)).toEqual([1, 2].map((step) => ({ step, endStep: 2, loss: expect.any(Number) })));
  expect(await run(rig.device().policy.supervise, piece)).toEqual(taught);
  expect(await runRecords(rig.store, ref.name).newestSnapshot()).toMatchObject(taught.policy.version);
});

test('a cold start that is cancelled stops after the step at work', async () => {
  const { run: ref, initial } = await run(rig.light.openColdStart, {
    name: `rig/${randomUUID()}`,
    spec: smallColdStart,
  });
  let done = 0;
  const within = environment();
  within.on('heartbeat', (details?: { step: number }) => {
    done = details?.step ?? 0;
    if (done === 2) within.cancel('CANCELLED');
  });
  const piece = run(rig.device().policy.supervise, { run: ref, version: initial, endStep: 9 }, within);
  await expect(piece).rejects.toMatchObject({ name: 'CancelledFailure' });
  expect(done).toBe(2);
  expect(await runRecords(rig.store, ref.name).newestSnapshot()).toMatchObject(initial);
});
