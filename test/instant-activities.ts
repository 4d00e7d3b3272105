import type { LightActivities } from '../activities/light-activities.ts';
import type { PolicyActivities } from '../activities/policy-activities.ts';
import type { SelectedBatch } from '../activities/select-batch.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { SteeringRecord } from '../store/steering-record.ts';

const ref: ObjectRef = { key: 'objects/00/none.json', sha256: '', bytes: 0 };

export interface InstantStage {
  readonly name: string;
  readonly steps: number;
  readonly checkEvery?: number;
  readonly opensAt?: number;
  readonly maxStaleness?: number;
  /** In place of the run's, 0.001. */
  readonly learningRate?: number;
}

/** Activities that take no time and compute nothing: for tests of what workflows do with the answers. */
export function instantActivities(stages: readonly InstantStage[], stepMs = 0) {
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, stepMs));
  const calls: string[] = [];
  /** The steps that were answered, in that order, each with the step of the version that answered. */
  const answered: [step: number, by: number][] = [];
  /** The stage of each step that was learnt from, and what people asked: as the run's records keep them. */
  const log = new Map<number, string>();
  const steering = new Map<string, SteeringRecord>();
  let endStep = 0;
  const planned = stages.map(({ name, steps, checkEvery, maxStaleness }) => ({
    name,
    firstStep: endStep,
    endStep: (endStep += steps),
    ahead: 2,
    ...(checkEvery !== undefined && { checkEvery }),
    ...(maxStaleness !== undefined && { maxStaleness }),
  }));
  const changeable = {
    learningRate: 0.001,
    mostLearningRate: 1,
    stages: Object.fromEntries(
      stages.map(({ name, learningRate }) => [
        name,
        { mostSteps: 100, ...(learningRate !== undefined && { learningRate }) },
      ]),
    ),
  };
  const light = {
    openRun: async ({ name }) => ({
      run: { name, manifest: ref },
      title: 'instant',
      stages: planned,
      changeable,
      base: { step: 0, digest: 'v0' },
      shards: 2,
      snapshotEvery: 2,
      continueAsNewAfter: 3,
    }),
    selectBatches: async ({ stage, step, count, before }): Promise<readonly SelectedBatch[]> => {
      const taken = log.get(step);
      if (taken === undefined) return Array.from({ length: count }, () => ref);
      if (before === undefined) return [];
      if (taken !== stage) throw new TypeError(`step ${step} was one of ${taken}`);
      calls.push(`walk ${step}`);
      return [{ ...ref, made: { after: `v${step + 1}`, metrics: {} } }];
    },
    recordSteering: async ({ act }) => {
      const standing = steering.get(act.id) ?? act;
      steering.set(act.id, standing);
      return standing;
    },
    selectHeldOut: async () => ({ batches: [ref], notice: '' }),
    tallyAnswers: async ({ label, step, notice }) => ({ label, step, notice, byKind: [], byCity: [], unreadable: 0 }),
    judgeGate: async ({ stage, step }) => {
      calls.push(`check ${step}`);
      const opened = step === stages.find(({ name }) => name === stage)?.opensAt ? 'at least' : null;
      return { step, value: step, measure: 'reward', checks: 1, best: step, withoutGain: 0, opened };
    },
    writeReport: async () => ref,
    sealRun: async () => ref,
  } satisfies Partial<LightActivities>;
  const policy = {
    // A step's time passes here, so that a cancel finds no update in flight that would be told after the last snapshot.
    rollout: async ({ step, version, sampling, shard }) => {
      if (sampling === 'train' && shard === 0) answered.push([step, version.step]);
      await wait();
      return { rollout: ref, seconds: 0, policySeconds: 0 };
    },
    scoreAndUpdate: async ({ stage, version, steered }) => {
      calls.push(['update', version.step, ...(steered ? [JSON.stringify(steered)] : [])].join(' '));
      log.set(version.step, stage);
      const step = version.step + 1;
      const policy = { version: { step, digest: `v${step}` }, holder: null, divergences: 0 };
      return { policy, metrics: { 'critic/rewards/mean': 1 } };
    },
    saveSnapshot: async ({ version }) => {
      calls.push(`snapshot ${version.step}`);
      return { ...version, weights: ref, optimiser: ref };
    },
  } satisfies Partial<PolicyActivities>;
  const acts = (): readonly SteeringRecord[] => [...steering.values()];
  /** Resolves when so many steps have been learnt from. */
  async function learnt(count: number): Promise<void> {
    while (log.size < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { light, policy, calls, answered, acts, log, learnt };
}
