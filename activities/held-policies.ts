import type { PolicyConfig } from '../policy/config.ts';
import { createOnnxPolicy } from '../policy/onnx-policy.ts';
import type { Policy, PolicySnapshot } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import type { RunManifest, RunRef, ScoredBatch } from './data.ts';
import { MapPixels } from './map-pixels.ts';
import { learnFrom } from './learn-from.ts';
import { curriculumOf, manifestOf, specOf } from './run-spec.ts';

/** A recorded update gave another digest when it was made again: other hardware, or another thread count. */
export class Divergence extends Error {
  override readonly name = 'Divergence';
}

/** A policy engine and the version whose bytes are in its memory. */
interface Engine {
  readonly policy: Policy;
  version: PolicyVersion;
  reference: string;
}

/** What an engine holds before its first version, and after work that failed half way. */
const nothing: PolicyVersion = { step: -1, digest: '' };

/** What an activity may do with the policy it asked for. */
export interface Held {
  readonly policy: Policy;
  /** Recorded updates that gave another digest when they were made again to reach this version. */
  readonly divergences: number;
  /** States that the policy was updated and is another version from now on. */
  becomes(version: PolicyVersion): void;
}

const stashSize = 4;

/**
 * The policies in this process's memory. A version asked for is, in this order: in memory already; stashed when another run
 * took its place; or made again from the newest snapshot at or before it by the updates that the training log records.
 * One piece of work at a time: an engine is a single device.
 */
export class HeldPolicies {
  readonly #store: ObjectStore;
  readonly pixels: MapPixels;
  readonly #engines = new Map<string, Engine>();
  readonly #stash = new Map<string, PolicySnapshot>();
  #busy: Promise<unknown> = Promise.resolve();

  constructor(store: ObjectStore) {
    this.#store = store;
    this.pixels = new MapPixels(store);
  }

  /** Runs `work` with the policy of a run at a version, after whatever was asked for before. */
  use<T>(run: RunRef, version: PolicyVersion, work: (held: Held) => Promise<T>): Promise<T> {
    const turn = this.#busy.then(async () => {
      const engine = await this.#engineOf(run);
      const divergences = await this.#bring(engine, run, version);
      let reached = version;
      engine.version = nothing;
      const result = await work({ policy: engine.policy, divergences, becomes: (next) => void (reached = next) });
      engine.version = reached;
      return result;
    });
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#busy;
    await Promise.all([...this.#engines.values()].map(({ policy }) => policy.close()));
  }

  async #engineOf(run: RunRef): Promise<Engine> {
    const manifest = await manifestOf(this.#store, run);
    const { threads } = await specOf(this.#store, run);
    const key = `${manifest.config.sha256}/${manifest.tokenizer.sha256}/${threads}`;
    let engine = this.#engines.get(key);
    if (!engine) {
      const config = await this.#store.getJson<PolicyConfig>(manifest.config);
      const tokenizerJson = (await this.#store.get(manifest.tokenizer)).toString('utf8');
      const policy = await createOnnxPolicy({ config, tokenizerJson, threads });
      engine = { policy, version: nothing, reference: '' };
      this.#engines.set(key, engine);
    }
    await this.#holdTo(engine, manifest);
    return engine;
  }

  async #holdTo(engine: Engine, { reference }: RunManifest): Promise<void> {
    if (engine.reference === reference.sha256) return;
    await engine.policy.setReference(await this.#store.get(reference));
    engine.reference = reference.sha256;
  }

  /** Answers with the number of recorded updates that diverged on the way. */
  async #bring(engine: Engine, run: RunRef, version: PolicyVersion): Promise<number> {
    if (engine.version.digest === version.digest) return 0;
    await this.#putAside(engine);
    const stashed = this.#stash.get(version.digest);
    engine.version = nothing;
    if (stashed) await engine.policy.restore(stashed);
    const divergences = stashed ? 0 : await this.#makeAgain(engine.policy, run, version);
    engine.version = version;
    return divergences;
  }

  async #putAside({ policy, version }: Engine): Promise<void> {
    if (version === nothing) return;
    this.#stash.set(version.digest, await policy.snapshot());
    const [oldest] = this.#stash.keys();
    if (this.#stash.size > stashSize && oldest !== undefined) this.#stash.delete(oldest);
  }

  async #makeAgain(policy: Policy, run: RunRef, version: PolicyVersion): Promise<number> {
    const records = runRecords(this.#store, run.name);
    const snapshot = await records.snapshotAtOrBefore(version.step);
    if (!snapshot) throw new Error(`run ${run.name} has no snapshot at or before step ${version.step}`);
    await policy.restore({
      weights: await this.#store.get(snapshot.weights),
      optimiser: await this.#store.get(snapshot.optimiser),
    });
    const spec = await curriculumOf(this.#store, run);
    let divergences = 0;
    for (const entry of await records.logEntries(snapshot.step, version.step)) {
      const batch = await this.#store.getJson<ScoredBatch>(entry.batch);
      await learnFrom(policy, batch, spec, this.pixels);
      const digest = await policy.digest();
      if (digest === entry.after) continue;
      divergences += 1;
      if (spec.onDivergence === 'fail') {
        throw new Divergence(
          `version ${entry.step + 1} of run ${run.name} became ${digest}, recorded is ${entry.after}`,
        );
      }
    }
    return divergences;
  }
}
