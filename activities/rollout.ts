import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { answerRequests } from './answer-requests.ts';
import type { Batch, Rollout } from './data.ts';
import type { HeldPolicies } from './held-policies.ts';
import { sampledAnswers, samplingOf, shardOf, type AskedStep, type SamplingKind } from './sampled-answers.ts';
import { seconds } from './seconds.ts';

export interface RolloutInput extends AskedStep {
  readonly version: PolicyVersion;
  readonly batch: ObjectRef;
  readonly sampling: SamplingKind;
  /** Which part of the batch's questions: `shard` of `shards`. */
  readonly shard: number;
  readonly shards: number;
}

export interface RolloutResult {
  readonly rollout: ObjectRef;
  /** Queue of the worker that sampled, and so holds the version. Not in results of earlier releases. */
  readonly holder?: string;
  readonly seconds: number;
  /** Seconds of them in which the policy sampled: no waiting for the device, no version made again. */
  readonly policySeconds: number;
  /** Divergences that its worker met, where there were some. */
  readonly divergences?: number;
}

/** Samples answers to the questions of one shard: a retry, or another way of sharding, gives the same answers. */
export function rolloutActivity(store: ObjectStore, held: HeldPolicies, holder: string) {
  return async function rollout(input: RolloutInput): Promise<RolloutResult> {
    const { run, stage, step, version, shard, shards } = input;
    const clock = seconds();
    const { groups: all } = await store.getJson<Batch>(input.batch);
    const { firstGroup, groups: asked } = shardOf(all, shard, shards);
    const sampling = await samplingOf(store, input.sampling, input);
    const requests = await answerRequests({ ...sampling, stage, step }, asked, held.pixels);
    const { groups, policySeconds, divergences } = await held.use(run, version, async (engine) => {
      const policyClock = seconds();
      const groups = await sampledAnswers(engine.policy, requests, sampling);
      // An evaluation tells of them, and leaves them to the next step to count for the run.
      const divergences = input.sampling === 'train' ? engine.takeDivergences() : engine.divergences();
      return { groups, policySeconds: policyClock(), divergences };
    });
    const kept = await store.putJson({ firstGroup, groups } satisfies Rollout);
    return { rollout: kept, holder, seconds: clock(), policySeconds, ...(divergences > 0 && { divergences }) };
  };
}
