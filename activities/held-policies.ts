import type { AskedConfig } from '../policy/asked-policy.ts';
import type { ComputesOn } from '../policy/computes-on.ts';
import { createPolicy } from '../policy/create-policy.ts';
import type { Policy, PolicySnapshot } from '../policy/port.ts';
import { sha256Of, type ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { RunManifest, RunRef } from './data.ts';
import { cancellation, stopIfCancelled } from './heartbeat.ts';
import { diverged } from './diverged.ts';
import { interruptible } from './interruptible.ts';
import { makeAgain } from './make-again.ts';
import { MapPixels } from './map-pixels.ts';
import { roundingKey, type RoundingRecord } from './rounding-record.ts';
import { manifestOf, specOf } from './run-spec.ts';
import { SnapshotStash } from './snapshot-stash.ts';
import { spanned } from './spanned.ts';
import { StepsAgain } from './step-again.ts';
import { wayTo } from './way-to.ts';

/** A policy engine and the version whose bytes are in its memory. */
interface Engine {
  readonly key: string;
  readonly policy: Policy;
  /** How it rounds. */
  readonly rounding: string;
  /** Runs that were told where it rounds otherwise than they began. */
  readonly told: Set<string>;
  /** Undefined before its first, and after work that failed half way. */
  version: PolicyVersion | undefined;
  reference: string;
}

const roundsOtherwise = ({ name }: RunRef, rounding: string, first: RoundingRecord): string =>
  `a policy worker of run ${name} rounds otherwise than the first: by the digest of a fixed piece of work ${rounding}, not ${first.rounding}`;

/** What an activity may do with the policy it asked for. */
export interface Held {
  readonly policy: Policy;
  /** Divergences of the run met here since they were last taken: updates made again with another digest, another way of rounding. */
  readonly divergences: () => number;
  /** The same, for those who count them for the run: nobody counts them again. */
  readonly takeDivergences: () => number;
  /** Keeps the version in memory: it may be asked for again when the policy has become a newer one. */
  readonly putAside: () => Promise<void>;
  /** States that the policy was updated and is another version from now on. */
  readonly becomes: (version: PolicyVersion) => void;
}

/** Failures after which a policy is no more: a retry makes another. */
const endings: ReadonlySet<string> = new Set(['PolicyThreadEnded', 'PolicyServerLost', 'PolicySnapshotLost']);

const isEnded = ({ policy }: Engine, { name }: Error): boolean =>
  endings.has(name) || (name === 'CancelledFailure' && policy.interrupt !== undefined);

/**
 * The policies in this process's memory. A version asked for is, in this order: in memory already; stashed when another run or
 * a newer version took its place; or made again by the updates that the training log records, from the version in memory where it is on the
 * way, else from the newest snapshot. One piece of work at a time: an engine is a single device.
 */
export class HeldPolicies {
  readonly #store: ObjectStore;
  readonly #computesOn: ComputesOn;
  readonly #steps: StepsAgain;
  readonly pixels: MapPixels;
  readonly #engines = new Map<string, Engine>();
  /** Snapshots, by the digest of their weights, that the server which kept them has no more. */
  readonly #lost = new Set<string>();
  readonly #stash = new SnapshotStash();
  readonly #divergences = new Map<string, number>();
  #busy: Promise<unknown> = Promise.resolve();

  constructor(store: ObjectStore, computesOn: ComputesOn, projectFolder: URL) {
    this.#store = store;
    this.#computesOn = computesOn;
    this.pixels = new MapPixels(store);
    this.#steps = new StepsAgain(store, projectFolder, this.pixels);
  }

  /** Runs `work` with the policy of a run at a version, after whatever was asked for before. */
  use<T>(run: RunRef, version: PolicyVersion, work: (held: Held) => Promise<T>): Promise<T> {
    const turn = spanned('wait for the device', () => this.#busy).then(async () => {
      stopIfCancelled();
      const manifest = await manifestOf(this.#store, run);
      const engine = await this.#engineOf(run, manifest);
      try {
        return await interruptible(engine.policy, async () => {
          await this.#holdTo(engine, manifest);
          return this.#used(engine, run, version, work);
        });
      } catch (error) {
        if (isEnded(engine, error as Error)) {
          this.#engines.delete(engine.key);
          await engine.policy.close();
        }
        throw error;
      }
    });
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  async #used<T>(engine: Engine, run: RunRef, version: PolicyVersion, work: (held: Held) => Promise<T>): Promise<T> {
    this.#count(run, await this.#compare(engine, run, version));
    this.#count(run, await spanned('bring to version', () => this.#bring(engine, run, version)));
    let reached = version;
    engine.version = undefined;
    const result = await work({
      policy: engine.policy,
      divergences: () => this.#divergencesOf(run),
      takeDivergences: () => {
        const taken = this.#divergencesOf(run);
        this.#divergences.delete(run.name);
        return taken;
      },
      putAside: () => this.#putAside(engine.policy, version),
      becomes: (next) => (reached = next),
    });
    engine.version = reached;
    return result;
  }

  async close(): Promise<void> {
    await this.#busy;
    await Promise.all([...this.#engines.values()].map(({ policy }) => policy.close()));
  }

  #divergencesOf(run: RunRef): number {
    return this.#divergences.get(run.name) ?? 0;
  }

  #count(run: RunRef, divergences: number): void {
    this.#divergences.set(run.name, this.#divergencesOf(run) + divergences);
  }

  async #engineOf(run: RunRef, manifest: RunManifest): Promise<Engine> {
    const { threads } = await specOf(this.#store, run);
    const key = `${manifest.config.sha256}/${manifest.tokenizer.sha256}/${threads}`;
    let engine = this.#engines.get(key);
    if (!engine) {
      const config = await this.#store.getJson<AskedConfig>(manifest.config);
      const tokenizerJson = (await this.#store.get(manifest.tokenizer)).toString('utf8');
      const policy = await createPolicy({ config, tokenizerJson, threads }, this.#computesOn, cancellation());
      engine = { key, policy, rounding: await policy.rounding(), told: new Set(), version: undefined, reference: '' };
      this.#engines.set(key, engine);
    }
    return engine;
  }

  async #holdTo(engine: Engine, { reference }: RunManifest): Promise<void> {
    if (engine.reference === reference.sha256) return;
    await engine.policy.setReference(await this.#store.get(reference));
    engine.reference = reference.sha256;
  }

  /**
   * Answers with 1 where an engine is new to a run and rounds otherwise than the one that the run began with: what it samples and how it
   * updates is then not what it would have been, though no recorded update may show it. Throws `Divergence` where the spec says so.
   */
  async #compare({ rounding, told }: Engine, run: RunRef, { step }: PolicyVersion): Promise<number> {
    const key = roundingKey(run);
    if (told.has(key)) return 0;
    const first = await this.#store.writeRecord<RoundingRecord>(key, { rounding });
    if (first.rounding !== rounding) await diverged(this.#store, run, step, roundsOtherwise(run, rounding, first));
    told.add(key);
    return first.rounding === rounding ? 0 : 1;
  }

  /** Answers with the number of recorded updates that diverged on the way. */
  async #bring(engine: Engine, run: RunRef, version: PolicyVersion): Promise<number> {
    if (engine.version?.digest === version.digest) return 0;
    const stashed = this.#stash.get(version.digest);
    const { snapshot, ...way } = stashed
      ? { snapshot: stashed, updates: [], damaged: [] }
      : await wayTo(version, run, engine.version, this.#store, this.#lost);
    const isAskedAgain = way.updates.some(({ sampledBy }) => sampledBy);
    if (snapshot || isAskedAgain) await this.#putAside(engine.policy, engine.version);
    engine.version = undefined;
    if (snapshot) await this.#restore(engine, snapshot, version);
    const divergences = await makeAgain(engine.policy, way, run, this.#store, this.#steps);
    engine.version = version;
    return divergences;
  }

  async #restore({ policy }: Engine, snapshot: PolicySnapshot, version: PolicyVersion): Promise<void> {
    try {
      await policy.restore(snapshot);
    } catch (error) {
      if ((error as Error).name === 'PolicySnapshotLost') {
        this.#lost.add(sha256Of(snapshot.weights));
        this.#stash.forget(version.digest);
      }
      throw error;
    }
  }

  async #putAside(policy: Policy, version: PolicyVersion | undefined): Promise<void> {
    if (version) await this.#stash.keep(version.digest, () => policy.snapshot());
  }
}
