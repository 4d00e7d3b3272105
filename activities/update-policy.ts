import { PolicyError } from '../policy/errors.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import type { StepSteering } from '../store/steering-record.ts';
import { begun } from './begun.ts';
import type { Batch, HeldPolicy, RunRef, ScoredBatch } from './data.ts';
import { diverged } from './diverged.ts';
import type { HeldPolicies } from './held-policies.ts';
import { learnFrom } from './learn-from.ts';
import type { Pixels } from './map-pixels.ts';
import { readWithPictures } from './read-ahead.ts';
import { curriculumOf } from './run-spec.ts';
import { seconds } from './seconds.ts';
import { spanned } from './spanned.ts';

/** An update of a step. */
export interface StepUpdate {
  readonly run: RunRef;
  readonly stage: string;
  readonly version: PolicyVersion;
  /** What `score` found: kept in the training log beside what the update finds. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What people have changed, where they have: kept in the training log, which is what a step is made again by. */
  readonly steered?: StepSteering;
  /** The version that sampled what is learnt from, where that may be an older one: kept in the training log, too. */
  readonly sampledBy?: PolicyVersion;
}

export interface UpdatePolicyInput extends StepUpdate {
  /** The scored batch; of a supervised stage the questions themselves. */
  readonly scored: ObjectRef;
}

/** What an update learns from, which may be on its way to the store, or from there. */
export interface LearntFrom {
  readonly kept: Promise<ObjectRef>;
  readonly batch: Promise<Batch | ScoredBatch>;
  /** What the training log has of the step already. */
  readonly logged: Promise<LogEntry | undefined>;
}

export interface UpdatePolicyResult {
  readonly policy: HeldPolicy;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Makes an update, or finds it made. */
export type Update = (update: StepUpdate, from: LearntFrom) => Promise<UpdatePolicyResult>;

/** Divergences that the workers met who sampled what the step learns from: they may be others than the one that updates. */
const metSampling = (metrics: StepUpdate['metrics']): number => metrics['perf/divergences'] ?? 0;

/**
 * One update, of one optimiser step or as many as the objective makes on a batch: version t becomes t + 1, and the training log records from
 * what. Asked for twice, it finds the record and brings itself to the version that the record names. `holder` is this worker's own queue,
 * where the new version now is.
 */
export function updater(store: ObjectStore, held: HeldPolicies, holder: string): Update {
  async function applied(
    { run, stage, version, metrics, steered, sampledBy }: StepUpdate,
    { kept, batch: read }: LearntFrom,
  ): Promise<UpdatePolicyResult> {
    // While the policy is brought to the version.
    const reading = begun(spanned('read batch', () => Promise.all([curriculumOf(store, run), read])));
    return held.use(run, version, async ({ policy, takeDivergences, putAside, becomes }) => {
      const [spec, batch] = await reading;
      if (sampledBy) await putAside();
      const clock = seconds();
      const records = runRecords(store, run.name);
      const [found, previous] = await Promise.all([
        spanned('update', () =>
          learnFrom(policy, { stage, step: version.step, batch, steered }, spec, held.pixels),
        ).catch((error: Error) => {
          if (error.name !== 'NonFiniteGradient') throw error;
          throw new PolicyError('NonFiniteGradient', `Step ${version.step} of run ${run.name}: ${error.message}`);
        }),
        records.linkOf(version.step - 1),
      ]);
      const after = await policy.digest();
      const took = clock();
      becomes({ step: version.step + 1, digest: after });
      const standing = await spanned('write log entry', async () =>
        records.writeLogEntry({
          step: version.step,
          stage,
          batch: await kept,
          before: version.digest,
          after,
          ...(steered && { steered }),
          ...(sampledBy && { sampledBy }),
          previous: previous ?? run.manifest.sha256,
          metrics: { ...metrics, ...found, 'timing_s/update_actor': took },
        }),
      );
      const otherwise = standing.after !== after;
      if (otherwise) {
        const what = `step ${version.step} of run ${run.name} gave ${after}, recorded is ${standing.after}`;
        await diverged(store, run, version.step + 1, what);
      }
      return {
        policy: {
          version: { step: version.step + 1, digest: after },
          holder,
          divergences: takeDivergences() + metSampling(metrics) + (otherwise ? 1 : 0),
        },
        metrics: standing.metrics,
      };
    });
  }

  return async (update, from) => {
    const { run, version } = update;
    const entry = await from.logged;
    if (entry?.before !== version.digest || entry.batch.sha256 !== (await from.kept).sha256)
      return applied(update, from);
    const next = { step: version.step + 1, digest: entry.after };
    return held.use(run, next, async ({ takeDivergences }) => ({
      policy: { version: next, holder, divergences: takeDivergences() + metSampling(entry.metrics) },
      metrics: entry.metrics,
    }));
  };
}

/** An update from what is in the store: its pictures, which nobody has seen before it, too. What is timed is then the policy's own work. */
export function updatePolicyActivity(store: ObjectStore, pixels: Pixels, update: Update) {
  return async function updatePolicy({ scored, ...step }: UpdatePolicyInput): Promise<UpdatePolicyResult> {
    const batch = begun(readWithPictures<Batch | ScoredBatch>(store, pixels, scored));
    const logged = begun(runRecords(store, step.run.name).logEntry(step.version.step));
    return update(step, { kept: Promise.resolve(scored), batch, logged });
  };
}
