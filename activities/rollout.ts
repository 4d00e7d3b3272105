import type { SampleRequest, SamplingOptions } from '../policy/port.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { seedFor } from '../transit/seed.ts';
import type { Batch, Rollout, RunRef } from './data.ts';
import type { HeldPolicies } from './held-policies.ts';
import { curriculumOf, specOf } from './run-spec.ts';
import { seconds } from './seconds.ts';

export interface RolloutInput {
  readonly run: RunRef;
  readonly stage: string;
  readonly step: number;
  readonly version: PolicyVersion;
  readonly batch: ObjectRef;
  /** `train`: a group of answers to each question at the spec's temperature. `greedy`: the one most likely answer. */
  readonly sampling: 'train' | 'greedy';
  /** Which part of the batch's questions: `shard` of `shards`. */
  readonly shard: number;
  readonly shards: number;
}

export interface RolloutResult {
  readonly rollout: ObjectRef;
  readonly seconds: number;
}

interface Sampling extends SamplingOptions {
  readonly answers: number;
}

const samplings: Readonly<Record<RolloutInput['sampling'], (store: ObjectStore, run: RunRef) => Promise<Sampling>>> = {
  train: async (store, run) => (await curriculumOf(store, run)).rollout,
  greedy: async (store, run) => {
    const { maxAnswerTokens } = (await specOf(store, run)).evaluation;
    return { answers: 1, temperature: 0, maxAnswerTokens };
  },
};

/**
 * Samples answers to the questions of one shard. Each answer's randomness comes from its name (run seed, stage, step, question,
 * sample), so a retry, or another way of sharding, gives the same answers.
 */
export function rolloutActivity(store: ObjectStore, held: HeldPolicies) {
  return async function rollout(input: RolloutInput): Promise<RolloutResult> {
    const { run, stage, step, version, shard, shards } = input;
    const clock = seconds();
    const { seed } = await specOf(store, run);
    const { groups } = await store.getJson<Batch>(input.batch);
    const firstGroup = Math.floor((groups.length * shard) / shards);
    const mine = groups.slice(firstGroup, Math.floor((groups.length * (shard + 1)) / shards));
    const sampling = await samplings[input.sampling](store, run);
    const requests = await Promise.all(
      mine.map(async ({ question, map }): Promise<SampleRequest> => {
        const name = [seed, 'answer', stage, step, question.id] as const;
        return {
          prompt: { image: await held.pixels.of(map), text: question.question },
          seeds: Array.from({ length: sampling.answers }, (_, sample) => seedFor(...name, sample)),
        };
      }),
    );
    const completions = await held.use(run, version, ({ policy }) => policy.sample(requests, sampling));
    const sampled: Rollout = { firstGroup, groups: completions };
    return { rollout: await store.putJson(sampled), seconds: clock() };
  };
}
