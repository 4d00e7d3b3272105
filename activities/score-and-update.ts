import { jsonRef, type JsonDigest, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import type { StepSteering } from '../store/steering-record.ts';
import { begun } from './begun.ts';
import type { RunRef, ScoredBatch } from './data.ts';
import type { Pixels } from './map-pixels.ts';
import { readAhead } from './read-ahead.ts';
import type { SampledShard } from './rollout.ts';
import type { Scored, ScoreInput } from './score.ts';
import { spanned } from './spanned.ts';
import type { Update, UpdatePolicyResult } from './update-policy.ts';

export interface ScoreAndUpdateInput {
  readonly run: RunRef;
  readonly stage: string;
  readonly version: PolicyVersion;
  /** The questions of the step. */
  readonly batch: ObjectRef;
  /** The answers, of all its shards. */
  readonly rollouts: readonly SampledShard[];
  /** As of an update. */
  readonly steered?: StepSteering;
  /** The version that answered, where that may be an older one. */
  readonly sampledBy?: PolicyVersion;
  /** The questions of the step after it, where they are known: read while the policy learns. */
  readonly next?: JsonDigest;
}

/**
 * Scores the answers of a step and learns from them, as one activity: scoring takes some milliseconds, an activity of its own took six
 * events and as long again. The scored batch is put while the policy learns from it; the training log names it once it is there. Tried
 * again after a kill, it scores to the same bytes and finds what the training log has.
 */
export function scoreAndUpdateActivity(
  store: ObjectStore,
  pixels: Pixels,
  scored: (input: ScoreInput) => Promise<Scored>,
  update: Update,
) {
  return async function scoreAndUpdate(input: ScoreAndUpdateInput): Promise<UpdatePolicyResult> {
    const { batch: asked, rollouts, next, ...step } = input;
    const { run, stage, version, sampledBy } = step;
    const logged = begun(runRecords(store, run.name).logEntry(version.step));
    const { batch, metrics: found } = await spanned('score', () =>
      scored({ run, stage, step: version.step, batch: asked, rollouts }),
    );
    const metrics = { ...found, ...(sampledBy && { 'perf/staleness': version.step - sampledBy.step }) };
    const content = Buffer.from(JSON.stringify(batch));
    // What is learnt from is what the bytes say, as it will be when the step is made again.
    const learnt = JSON.parse(content.toString('utf8')) as ScoredBatch;
    if (next) readAhead(store, pixels, jsonRef(next));
    const kept = begun(store.put(content, 'json'));
    return update({ ...step, metrics }, { kept, batch: Promise.resolve(learnt), logged });
  };
}
