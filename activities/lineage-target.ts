import { intact, MissingObject, type Damage } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type SnapshotRecord } from '../store/run-records.ts';
import { runAndRecord } from './run-standings.ts';
import { sealKey, type Seal } from './seal-run.ts';

/** A version of a run, by its step. */
export interface LineageTarget {
  readonly run: string;
  readonly step: number;
}

/** The newest run of a workflow id in the store. */
async function newestOf(store: ObjectStore, workflowId: string): Promise<string | undefined> {
  let newest: { readonly run: string; readonly modified: number } | undefined;
  for await (const { key, modified } of store.bucket.walk(`runs/${workflowId}/`)) {
    const [run, record] = runAndRecord(key) ?? [];
    if (run === undefined || record !== 'run.json' || run.lastIndexOf('/') !== workflowId.length) continue;
    if (!newest || modified > newest.modified) newest = { run, modified };
  }
  return newest?.run;
}

/** The run that a name is of, or the newest of a workflow id; undefined where the store has none. */
export async function runNamed(store: ObjectStore, name: string): Promise<string | undefined> {
  const isRun = (await store.read(`runs/${name}/run.json`)) !== undefined;
  return isRun ? name : newestOf(store, name);
}

/** The last version that a run has come to, by its log and its snapshots. */
async function lastStep(store: ObjectStore, run: string): Promise<number> {
  const newest = await runRecords(store, run).newestSnapshot();
  let { step } = newest;
  while (await runRecords(store, run).logEntry(step)) step += 1;
  return step;
}

/** The version that a run has ended with, whatever was added since; undefined where it has no seal that can be read. */
async function sealedStep(store: ObjectStore, run: string): Promise<number | undefined> {
  return (await intact(store.readRecord<Seal>(sealKey(run))))?.version.step;
}

/** All snapshots of runs in the store, those of a run in order of their steps; `tell` hears of those that are damaged. */
export async function* allSnapshots(
  store: ObjectStore,
  tell?: (damage: Damage) => void,
): AsyncGenerator<SnapshotRecord & { readonly run: string }> {
  for await (const { key } of store.bucket.walk('runs/')) {
    const [run, record] = runAndRecord(key) ?? [];
    if (run === undefined || !record?.startsWith('snapshots/')) continue;
    const snapshot = await intact(store.readRecord<SnapshotRecord>(key), tell);
    if (snapshot) yield { ...snapshot, run };
  }
}

/**
 * The version that a digest is of: of its weights, its optimiser state, or the two together. What a run made goes before what one began with: many
 * begin with a base policy.
 */
async function holding(store: ObjectStore, digest: string): Promise<LineageTarget | undefined> {
  let begun: LineageTarget | undefined;
  let before = '';
  for await (const { run, step, weights, optimiser, digest: version } of allSnapshots(store)) {
    const isFirst = run !== before;
    before = run;
    if (![version, weights.sha256, optimiser.sha256].includes(digest)) continue;
    if (!isFirst) return { run, step };
    begun ??= { run, step };
  }
  return begun;
}

/**
 * What a person means: `<workflow id>`, its newest run; `<workflow id>/<run id>`; either with `@<step>`; or the digest of weights or of a version.
 * Throws `MissingObject` where the store has none.
 */
export async function lineageTarget(store: ObjectStore, asked: string): Promise<LineageTarget> {
  if (/^[0-9a-f]{64}$/.test(asked)) {
    const found = await holding(store, asked);
    if (found) return found;
    throw new MissingObject(`no snapshot in this store has the digest ${asked}`);
  }
  const [, named = asked, step] = /^(.+)@(\d{1,6})$/.exec(asked) ?? [];
  const run = await runNamed(store, named);
  if (run === undefined) throw new MissingObject(`there is no run ${named} in this store`);
  const last = await lastStep(store, run);
  const wanted = step === undefined ? ((await sealedStep(store, run)) ?? last) : Number(step);
  if (wanted <= last) return { run, step: wanted };
  throw new MissingObject(`run ${run} has no version ${wanted}; it has come to ${last}`);
}
