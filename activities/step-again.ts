import type { Policy, UpdateMetrics } from '../policy/port.ts';
import { isDamage, type Damage } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import { answerRequests } from './answer-requests.ts';
import { Batches, type PlacedStep } from './batches.ts';
import { begun } from './begun.ts';
import type { Batch, PosedQuestion, Rollout, RunRef, ScoredBatch } from './data.ts';
import { noticed } from './incidents.ts';
import { learnFrom } from './learn-from.ts';
import { makeAgain } from './make-again.ts';
import type { MapPixels } from './map-pixels.ts';
import { sampledAnswers, samplingOf, shardOf, shardsOf } from './sampled-answers.ts';
import { scoredBatch } from './scored-batch.ts';
import type { CurriculumSpec } from './spec.ts';
import { isSupervised, stageNamed } from './stage-spec.ts';
import { wayTo } from './way-to.ts';

/** A recorded step, as far as it decides what is learnt. */
type RecordedStep = Pick<LogEntry, 'stage' | 'step' | 'batch' | 'steered' | 'sampledBy'>;

/**
 * Takes recorded steps again with a policy that is at the version before them. Everything in a step is a function of its name and of that
 * version: what it learnt from, where that is lost, is asked, answered and scored again, and its digest tells that it is the same.
 */
export class StepsAgain {
  readonly #store: ObjectStore;
  readonly #projectFolder: URL;
  readonly #pixels: MapPixels;

  constructor(store: ObjectStore, projectFolder: URL, pixels: MapPixels) {
    this.#store = store;
    this.#projectFolder = projectFolder;
    this.#pixels = pixels;
  }

  /** Begins to read what a step learnt from, which is for `learn`. */
  read({ batch }: RecordedStep): Promise<Batch | ScoredBatch> {
    return begun(this.#store.getJson<Batch | ScoredBatch>(batch));
  }

  /** Throws `MissingObject` or `CorruptObject` where what the step learnt from is lost and cannot be made again, or was let go. */
  async learn(
    policy: Policy,
    run: RunRef,
    step: RecordedStep,
    read: Promise<Batch | ScoredBatch>,
    spec: CurriculumSpec,
  ): Promise<UpdateMetrics> {
    const batch = await this.#learntFrom(policy, run, step, read, spec);
    const learn = (): Promise<UpdateMetrics> => learnFrom(policy, { ...step, batch }, spec, this.#pixels);
    return learn().catch(async (error: unknown) => {
      if (!isDamage(error)) throw error;
      // A picture: the policy has not learnt anything yet.
      await this.#posedAgain(run, step);
      const metrics = await learn();
      await this.#tell(run, step, error);
      return metrics;
    });
  }

  async #learntFrom(
    policy: Policy,
    run: RunRef,
    step: RecordedStep,
    read: Promise<Batch | ScoredBatch>,
    spec: CurriculumSpec,
  ): Promise<Batch | ScoredBatch> {
    try {
      return await read;
    } catch (error) {
      if (!isDamage(error) || (await runRecords(this.#store, run.name).retired()).log) throw error;
      const made = await this.#madeAgain(policy, run, step, spec);
      const { sha256 } = await this.#store.putJson(made);
      if (sha256 !== step.batch.sha256) throw error;
      await this.#tell(run, step, error);
      return made;
    }
  }

  async #madeAgain(
    policy: Policy,
    run: RunRef,
    step: RecordedStep,
    spec: CurriculumSpec,
  ): Promise<Batch | ScoredBatch> {
    const asked = await this.#placed(run, step);
    const { groups } = await new Batches(this.#store).of(asked);
    if (isSupervised(stageNamed(spec.stages, step.stage))) return { groups };
    const sample = () => this.#sampled(policy, asked, groups, shardsOf(spec));
    const { sampledBy } = step;
    const isOlder = sampledBy !== undefined && sampledBy.step < step.step;
    const rollouts = isOlder ? await this.#atVersion(policy, run, sampledBy, sample) : await sample();
    return scoredBatch(asked, groups, rollouts, this.#store, this.#projectFolder);
  }

  async #sampled(
    policy: Policy,
    asked: PlacedStep,
    groups: readonly PosedQuestion[],
    shards: number,
  ): Promise<readonly Rollout[]> {
    const sampling = await samplingOf(this.#store, 'train', asked);
    const rollouts: Rollout[] = [];
    for (let shard = 0; shard < shards; shard++) {
      const { firstGroup, groups: mine } = shardOf(groups, shard, shards);
      const requests = await answerRequests({ ...sampling, ...asked }, mine, this.#pixels);
      rollouts.push({ firstGroup, groups: await sampledAnswers(policy, requests, sampling) });
    }
    return rollouts;
  }

  /** Does something with the policy at an older version of the run, and brings it back to the one that it is at. */
  async #atVersion<T>(policy: Policy, run: RunRef, version: PolicyVersion, work: () => Promise<T>): Promise<T> {
    const now = await policy.snapshot();
    const { snapshot, ...way } = await wayTo(version, run, undefined, this.#store);
    if (snapshot) await policy.restore(snapshot);
    await makeAgain(policy, way, run, this.#store, this);
    const done = await work();
    await policy.restore(now);
    return done;
  }

  async #posedAgain(run: RunRef, step: RecordedStep): Promise<void> {
    await new Batches(this.#store).of(await this.#placed(run, step));
  }

  /** A recorded step with the first of its stage. The log tells it: the steps of a stage follow each other. */
  async #placed(run: RunRef, { stage, step }: RecordedStep): Promise<PlacedStep> {
    const records = runRecords(this.#store, run.name);
    let [before, firstStep] = [-1, step];
    while (firstStep - before > 1) {
      const middle = Math.floor((before + firstStep) / 2);
      if ((await records.logEntry(middle))?.stage === stage) firstStep = middle;
      else before = middle;
    }
    return { run, stage, step, firstStep };
  }

  #tell(run: RunRef, { step }: RecordedStep, { message }: Damage): Promise<void> {
    return noticed(this.#store, run.name, { kind: 'made again', step, what: `${message}; it was made again` });
  }
}
