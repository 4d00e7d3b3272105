import { randomUUID } from 'node:crypto';

import { afterAll, expect, inject, test } from 'vitest';

import type { LightActivities } from '../activities/light-activities.ts';
import type { PolicyActivities } from '../activities/policy-activities.ts';
import { verifyLineage } from '../activities/verify-lineage.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { differences, outcomeOf } from './chaos/outcome.ts';
import { dyingAt } from './dying-store.ts';
import { smallRun } from './small-run.ts';

type Activities = LightActivities & PolicyActivities;
/** Has an activity done, however often its process dies of it. */
type Doer = <Input, Output>(
  which: (activities: Activities) => (input: Input) => Promise<Output>,
  input: Input,
) => Promise<Output>;
type Ended = Parameters<typeof outcomeOf>[1];

const name = 'rig/11111111-1111-1111-1111-111111111111';
const steps = 2;
const stage = 'counting';
const rigs: ActivityRig[] = [];

afterAll(() => Promise.all(rigs.map((rig) => rig.close())));

async function rigOfItsOwn(): Promise<ActivityRig> {
  const rig = await ActivityRig.make({ ...inject('servers'), MINIO_BUCKET: `killed-${randomUUID()}` });
  rigs.push(rig);
  return rig;
}

/** The activities of a run in the order of its workflow. */
async function wholeRun(rig: ActivityRig, done: Doer): Promise<Ended> {
  const spec = rig.spec({
    stages: [{ name: stage, kinds: ['Counting2'], steps }],
    rollout: { ...smallRun.rollout, questions: 2, answers: 2 },
    evaluation: { ...smallRun.evaluation, questionsPerKind: 1 },
  });
  const plan = await done(({ openRun }) => openRun, { name, spec });
  if ('unkept' in plan) throw new Error('a run that is no fork waits for nothing');
  const ref = plan.run;
  let version = plan.base;
  async function evaluated(label: string) {
    const { batches, notice } = await done(({ selectHeldOut }) => selectHeldOut, { run: ref });
    const part = {
      run: ref,
      stage: label,
      step: version.step,
      version,
      sampling: 'greedy',
      shard: 0,
      shards: 1,
    } as const;
    const rollouts = [];
    for (const batch of batches) rollouts.push(await done(({ rollout }) => rollout, { ...part, batch }));
    return done(({ tallyAnswers }) => tallyAnswers, { run: ref, label, step: version.step, batches, rollouts, notice });
  }
  const before = await evaluated('before');
  while (version.step < steps) {
    const { step } = version;
    const at = { run: ref, stage, step };
    const batch = await done(({ selectBatch }) => selectBatch, { ...at, firstStep: 0, before: version.digest });
    const shard = { ...at, version, batch, sampling: 'train', shard: 0, shards: 1 } as const;
    const rollouts = [await done(({ rollout }) => rollout, shard)];
    const scored = await done(({ score }) => score, { ...at, batch, rollouts });
    const update = { run: ref, stage, version, scored: scored.batch, metrics: scored.metrics };
    const { policy } = await done(({ updatePolicy }) => updatePolicy, update);
    version = policy.version;
    await done(({ saveSnapshot }) => saveSnapshot, { run: ref, version });
  }
  const after = await evaluated('after');
  const report = await done(({ writeReport }) => writeReport, { run: ref, version, minutes: 1 });
  const seal = await done(({ sealRun }) => sealRun, { run: ref, version, report });
  return { run: ref.name, outcome: 'finished', version, divergences: 0, before, after, report, seal };
}

test('a run whose every activity is killed before and after each of its writes ends as one never killed', async () => {
  const [calm, killed] = [await rigOfItsOwn(), await rigOfItsOwn()];
  const { activities } = calm.process(calm.store);
  const undisturbed = await wholeRun(calm, (which, input) => run(which(activities), input));

  let kills = 0;
  const dying: Doer = async (which, input) => {
    for (let moment = 0; ; moment++) {
      const { held, activities } = killed.process(dyingAt(moment, killed.store.bucket));
      try {
        return await run(which(activities), input);
      } catch (error) {
        if ((error as Error).name !== 'Killed') throw error;
        kills += 1;
      } finally {
        await held.close();
      }
    }
  };
  const ended = await wholeRun(killed, dying);

  expect(kills).toBeGreaterThan(60);
  const outcomes = [await outcomeOf(calm.store, undisturbed), await outcomeOf(killed.store, ended)] as const;
  expect(differences(...outcomes)).toEqual([]);
  expect((await verifyLineage(killed.store, ended.run)).faults).toEqual([]);
  const names = async ({ store }: ActivityRig): Promise<readonly string[]> => store.listKeys('runs/');
  expect(await names(killed)).toEqual(await names(calm));
}, 300_000);
