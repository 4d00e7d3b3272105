import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { answerRequests } from './answer-requests.ts';
import { begun } from './begun.ts';
import type { Batch, Rollout } from './data.ts';
import type { HeldPolicies } from './held-policies.ts';
import { sampledAnswers, samplingOf, shardOf, type AskedStep, type SamplingKind } from './sampled-answers.ts';
import { seconds } from './seconds.ts';
import { spanned } from './spanned.ts';

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

/** What scoring needs to know of a shard. */
export type SampledShard = Omit<RolloutResult, 'holder'>;

/** Samples answers to the questions of one shard: a retry, or another way of sharding, gives the same answers. */
export function rolloutActivity(store: ObjectStore, held: HeldPolicies, holder: string) {
  async function readAsked(input: RolloutInput) {
    const { stage, step, shard, shards } = input;
    const [{ groups: all }, sampling] = await Promise.all([
      store.getJson<Batch>(input.batch),
      samplingOf(store, input.sampling, input),
    ]);
    const { firstGroup, groups } = shardOf(all, shard, shards);
    const requests = await answerRequests({ ...sampling, stage, step }, groups, held.pixels);
    return { firstGroup, sampling, requests };
  }

  return async function rollout(input: RolloutInput): Promise<RolloutResult> {
    const clock = seconds();
    // While the policy is brought to the version.
    const reading = begun(spanned('read questions', () => readAsked(input)));
    const { firstGroup, groups, policySeconds, divergences } = await held.use(
      input.run,
      input.version,
      async (engine) => {
        const { firstGroup, sampling, requests } = await reading;
        const policyClock = seconds();
        const groups = await spanned('sample', () => sampledAnswers(engine.policy, requests, sampling));
        // An evaluation tells of them, and leaves them to the next step to count for the run.
        const divergences = input.sampling === 'train' ? engine.takeDivergences() : engine.divergences();
        return { firstGroup, groups, policySeconds: policyClock(), divergences };
      },
    );
    const kept = await spanned('keep answers', () => store.putJson({ firstGroup, groups } satisfies Rollout));
    return { rollout: kept, holder, seconds: clock(), policySeconds, ...(divergences > 0 && { divergences }) };
  };
}
