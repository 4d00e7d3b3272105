import { createHash } from 'node:crypto';

import type { LightActivities } from '../../activities/light-activities.ts';
import type { PolicyActivities } from '../../activities/policy-activities.ts';
import type { ObjectRef } from '../../store/objects.ts';
import { Device, type SimulatedDevices } from './device.ts';

export interface InstantRun {
  readonly steps: number;
  readonly shards: number;
  readonly snapshotEvery: number;
  readonly continueAsNewAfter: number;
  /** As of a spec. */
  readonly maxStaleness?: number;
  /** What stands for accelerators, one a policy worker; one that takes no time where it is not stated. */
  readonly devices?: SimulatedDevices;
}

const digestOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** As long as a real one. */
function refTo(name: string): ObjectRef {
  const sha256 = digestOf(name);
  return { key: `objects/${sha256.slice(0, 2)}/${sha256}.json`, sha256, bytes: 4_000 + sha256.charCodeAt(0) };
}

/** As many metrics, under as long names and with as many digits, as a real step has. */
const ofStep = [
  ...['mean', 'max', 'min'].flatMap((name) => [`critic/rewards/${name}`, `response_length/${name}`]),
  ...['accuracy', 'format', 'detail'].map((part) => `critic/${part}_reward/mean`),
  ...['easy', 'middle', 'hard'].map((difficulty) => `critic/solved/${difficulty}`),
  ...['right', 'wrong answer', 'unreadable answer', 'no such line'].map((outcome) => `response/${outcome}`),
  ...['pg_loss', 'ppo_kl', 'pg_clipfrac', 'pg_clipfrac_lower', 'kl_loss', 'entropy', 'grad_norm', 'lr', 'groups'].map(
    (name) => `actor/${name}`,
  ),
  'actor/frac_groups_dropped',
  'critic/accuracy',
  'critic/reward_weight/mean',
  'frac_reward_zero_std',
  'response_length/clip_ratio',
  'perf/questions',
  'perf/sampled_tokens',
  'perf/trained_tokens',
  'timing_s/gen',
  'timing_s/sample',
  'timing_s/update_actor',
];
const metricsOf = (step: number): Record<string, number> =>
  Object.fromEntries(ofStep.map((name, index) => [name, Math.sqrt(step + index + 2)]));

/**
 * Activities that compute nothing, and take no time but that of a simulated device, with inputs and results as large as real ones: what is left
 * of a step is what Temporal and the workflows take. `holder` is the queue that serves what is meant for the worker that holds the version.
 */
export function instantActivities({ steps, devices, maxStaleness, ...pace }: InstantRun, holder: string) {
  const { rolloutMs, updateMs } = devices ?? { rolloutMs: 0, updateMs: 0 };
  const device = new Device(updateMs);
  const light = {
    openRun: async ({ name }) => ({
      run: { name, manifest: refTo(name) },
      title: 'length',
      stages: [{ name: 'long', firstStep: 0, endStep: steps, ahead: 4, ...(maxStaleness && { maxStaleness }) }],
      base: { step: 0, digest: digestOf('base') },
      ...pace,
    }),
    selectBatches: async ({ step, count }) =>
      Array.from({ length: count }, (_, index) => refTo(`batch ${step + index}`)),
    selectHeldOut: async () => ({ batches: [refTo('held out')], notice: '' }),
    tallyAnswers: async ({ label, step, notice }) => ({ label, step, notice, byKind: [], byCity: [], unreadable: 0 }),
    writeReport: async () => refTo('report'),
    sealRun: async () => refTo('seal'),
  } satisfies Partial<LightActivities>;
  const policy = {
    rollout: async ({ step, version, shard, shards }) => {
      await device.sample(version.step, rolloutMs / shards);
      return {
        rollout: refTo(`rollout ${step} ${shard}`),
        holder,
        seconds: Math.sqrt(shard + 2),
        policySeconds: Math.sqrt(shard + 3),
      };
    },
    scoreAndUpdate: async ({ version: { step } }) => {
      await device.update(step);
      return {
        policy: { version: { step: step + 1, digest: digestOf(`version ${step}`) }, holder, divergences: 0 },
        metrics: metricsOf(step),
      };
    },
    saveSnapshot: async ({ version }) => ({ ...version, weights: refTo('weights'), optimiser: refTo('optimiser') }),
  } satisfies Partial<PolicyActivities>;
  return { light, policy };
}
