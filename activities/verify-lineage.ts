import { snapshotDigest } from '../policy/checkpoint.ts';
import type { Verification } from '../report/lineage.ts';
import { intact } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type Retired, type SnapshotRecord } from '../store/run-records.ts';
import { stepIn } from '../store/step-name.ts';
import type { Parent, RunRef } from './data.ts';
import { LogChain } from './log-chain.ts';
import { ObjectWalk } from './object-walk.ts';
import { RawRecords } from './raw-records.ts';
import { namesOf } from './retired-runs.ts';
import { neverLetGo } from './retention.ts';
import { curriculumOf, manifestOf } from './run-spec.ts';
import { sealKey, type Seal } from './seal-run.ts';
import { isAdded } from './sealed-records.ts';

interface Verified extends Omit<Verification, 'temporal'> {
  /** The run and, after it, those that it was forked from. */
  readonly runs: readonly string[];
}

/** Records that name objects which may have been let go. */
function mayBeGone(name: string, retired: Retired): boolean {
  if (name.startsWith('snapshots/')) return retired.snapshots.has(stepIn(name));
  if (name.startsWith('log/')) return retired.log;
  return name.startsWith('evaluations/') && retired.predictions;
}

/** Holds all that a run is made of to the digests that name it. */
class RunCheck {
  readonly runs = new Set<string>();
  readonly faults = new Set<string>();
  /** Digests of the manifests that the runs name. */
  readonly #manifests = new Map<string, string>();
  readonly walk: ObjectWalk;
  entries = 0;
  readonly #store: ObjectStore;
  readonly #records: RawRecords;

  constructor(store: ObjectStore) {
    this.#store = store;
    const fault = ({ message }: Error): void => void this.faults.add(message);
    this.#records = new RawRecords(store, fault);
    this.walk = new ObjectWalk(store.bucket, { reads: () => true, fault });
  }

  /** Answers with the digests that the run's versions have by its log; undefined where it cannot be told. */
  async run(name: string, tell: (objects: number) => void): Promise<ReadonlyMap<number, string> | undefined> {
    if (this.runs.has(name)) {
      this.faults.add(`run ${name} is said to be forked from itself`);
      return undefined;
    }
    this.runs.add(name);
    const prefix = `runs/${name}/`;
    const named = (await this.#records.read<RunRef>(`${prefix}run.json`))?.value;
    if (!named) {
      this.faults.add(`record ${prefix}run.json is missing or damaged`);
      return undefined;
    }
    if (named.name !== name) this.faults.add(`record ${prefix}run.json is of run ${named.name}`);
    // Whatever it says, what lies here is held together.
    const run: RunRef = { ...named, name };
    this.#manifests.set(name, run.manifest.sha256);
    const retired = await this.#retired(run);
    for await (const { key } of this.#store.bucket.walk(prefix)) {
      const record = key.slice(prefix.length);
      if (!record.endsWith('.json') || record.startsWith('retired/')) continue;
      const content = (await this.#records.content(key)) ?? Buffer.alloc(0);
      await this.walk.nameAllIn(content, key, mayBeGone(record, retired));
      await this.walk.goOn();
      tell(this.walk.met.size);
    }
    const seal = await this.#sealOf(name);
    const added = seal ? await this.#added(name, seal) : new Set<string>();
    const versions = await this.#log(run, added);
    await this.#snapshots(name, versions, retired, seal);
    if (seal) await this.#seal(run, seal);
    const manifest = await manifestOf(this.#store, run).catch(() => undefined);
    if (manifest?.parent) this.#parent(name, manifest.parent, await this.run(manifest.parent.name, tell));
    return versions;
  }

  /** A fork says which version of which run it begins with: the parent must still have come to it. */
  #parent(fork: string, { name, manifest, step, digest }: Parent, versions?: ReadonlyMap<number, string>): void {
    if (!versions) return;
    const logged = versions.get(step);
    // A parent that has taken no step yet has no entry that tells of a version.
    if (versions.size > 0 && logged !== digest)
      this.faults.add(
        `run ${fork} begins with version ${digest} of step ${step} of run ${name}, whose training log has ${logged ?? 'none'} there`,
      );
    const named = this.#manifests.get(name);
    if (named !== manifest.sha256)
      this.faults.add(
        `run ${fork} is forked from manifest ${manifest.sha256} of run ${name}, which now names ${named}`,
      );
  }

  /** What the run's retention has let go: what it never does is a fault where something says so. */
  async #retired(run: RunRef): Promise<Retired> {
    const records = runRecords(this.#store, run.name);
    const retired = await records.retired();
    const spec = await intact(curriculumOf(this.#store, run));
    if (!spec) return retired;
    const never = neverLetGo(spec.retention, retired, await records.snapshotSteps());
    for (const name of namesOf(never))
      this.faults.add(`record runs/${run.name}/retired/${name} was added: the spec of the run lets nothing of that go`);
    return {
      snapshots: new Set([...retired.snapshots].filter((step) => !never.snapshots.has(step))),
      log: retired.log && !never.log,
      predictions: retired.predictions && !never.predictions,
    };
  }

  async #sealOf(name: string): Promise<Seal | undefined> {
    const found = await this.#records.read<Seal>(sealKey(name));
    if (found && !found.value) this.faults.add(`record ${sealKey(name)} is damaged`);
    return found?.value;
  }

  /** Keys of what has come to a sealed run since. What they say is nothing of the run's: the rest of it is held together without them. */
  async #added(name: string, { version, log, past, records }: Seal): Promise<ReadonlySet<string>> {
    const added = new Set<string>();
    const prefix = `runs/${name}/`;
    for await (const { key } of this.#store.bucket.walk(prefix)) {
      if (!isAdded(key.slice(prefix.length), records, past ?? { step: version.step, log })) continue;
      added.add(key);
      this.#wasAdded(key, version.step);
    }
    return added;
  }

  #wasAdded(key: string, sealedAt: number): void {
    this.faults.add(`record ${key} was added: the run was sealed without it, at step ${sealedAt}`);
  }

  /** Follows the chain of the log. Answers with the digests that versions have by it. */
  async #log({ name, manifest }: RunRef, added: ReadonlySet<string>): Promise<ReadonlyMap<number, string>> {
    const prefix = `runs/${name}/log/`;
    const chain = new LogChain(manifest, prefix, (told) => void this.faults.add(told));
    for await (const { key } of this.#store.bucket.walk(prefix)) {
      if (added.has(key)) continue;
      const { sha256 = '', value } = (await this.#records.read<LogEntry>(key)) ?? {};
      this.entries += 1;
      chain.take({ key, sha256, value });
    }
    return chain.versions;
  }

  async #snapshots(
    name: string,
    versions: ReadonlyMap<number, string>,
    retired: Retired,
    seal: Seal | undefined,
  ): Promise<void> {
    const prefix = `runs/${name}/`;
    let begun = false;
    for await (const { key } of this.#store.bucket.walk(`${prefix}snapshots/`)) {
      const isFirst = !begun;
      begun = true;
      const snapshot = (await this.#records.read<SnapshotRecord>(key))?.value;
      if (!snapshot) {
        this.faults.add(`record ${key} is damaged`);
        continue;
      }
      const logged = versions.get(snapshot.step);
      if (seal && logged !== snapshot.digest && !Object.hasOwn(seal.records, key.slice(prefix.length))) {
        this.#wasAdded(key, seal.version.step);
        continue;
      }
      if (logged !== undefined && logged !== snapshot.digest)
        this.faults.add(`record ${key} has version ${snapshot.digest}, the training log has ${logged}`);
      if (logged === undefined && !isFirst && versions.size > 0 && !(await this.#isLogged(name, snapshot)))
        this.faults.add(`record ${key} is of a version that the training log does not come to`);
      if (!retired.snapshots.has(snapshot.step)) await this.#bytes(key, snapshot);
    }
  }

  /** Asked once more: a run at work may have gone on since the log was read. */
  async #isLogged(name: string, { step }: SnapshotRecord): Promise<boolean> {
    return (await intact(runRecords(this.#store, name).linkOf(step - 1))) !== undefined;
  }

  async #bytes(key: string, { weights, optimiser, digest }: SnapshotRecord): Promise<void> {
    const [weightsThere, optimiserThere] = await Promise.all(
      [weights, optimiser].map((ref) => intact(this.#store.get(ref))),
    );
    // What is gone or damaged was told already.
    if (!weightsThere || !optimiserThere) return;
    const found = snapshotDigest({ weights: weightsThere, optimiser: optimiserThere });
    if (found !== digest) this.faults.add(`record ${key} has version ${digest}, its bytes are ${found}`);
  }

  async #seal(run: RunRef, seal: Seal): Promise<void> {
    const prefix = `runs/${run.name}/`;
    if (seal.run.manifest.sha256 !== run.manifest.sha256)
      this.faults.add(
        `record ${prefix}run.json names the manifest ${run.manifest.sha256}, the seal has ${seal.run.manifest.sha256}`,
      );
    for (const end of [{ step: seal.version.step, log: seal.log }, ...(seal.past ? [seal.past] : [])]) {
      const log = (await intact(runRecords(this.#store, run.name).linkOf(end.step - 1))) ?? null;
      if (log !== end.log)
        this.faults.add(`the training log of run ${run.name} ends with ${log}, the seal has ${end.log}`);
    }
    for (const [name, sha256] of Object.entries(seal.records)) {
      const there = await this.#records.read(`${prefix}${name}`);
      if (there?.sha256 === sha256) continue;
      this.faults.add(
        `record ${prefix}${name} ${there ? `has SHA-256 ${there.sha256}` : 'is missing'}, the seal has ${sha256}`,
      );
    }
  }
}

/**
 * Reads all that a run is made of, and the runs that it was forked from, and holds it to the digests by which it is named: objects to their names, log
 * entries to their chain, snapshots to the log, records to the seal, and what is there to what the run was sealed with. What was let go is no fault
 * where it is gone. `tell` hears how many objects were met.
 */
export async function verifyLineage(
  store: ObjectStore,
  run: string,
  tell: (objects: number) => void = () => undefined,
): Promise<Verified> {
  const check = new RunCheck(store);
  await check.run(run, tell);
  const { runs, faults, walk, entries } = check;
  return { runs: [...runs], objects: walk.met.size, bytes: walk.bytes, entries, faults: [...faults] };
}
