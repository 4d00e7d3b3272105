import type { Lineage, TracedStage, TracedVersion } from '../report/lineage.ts';
import { intact, MissingObject, type Damage } from '../store/errors.ts';
import { sha256Of, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry } from '../store/run-records.ts';
import { isSealed } from '../store/sealed.ts';
import { mostStep, stepName } from '../store/step-name.ts';
import type { ArmRecord } from './arm-record.ts';
import type { RunManifest, RunRef } from './data.ts';
import type { PolicyEvaluation } from './evaluation.ts';
import { allSnapshots, type LineageTarget } from './lineage-target.ts';
import type { ComparisonMaterial } from './open-comparison.ts';
import { curriculumOf, manifestOf } from './run-spec.ts';
import { runAndRecord } from './run-standings.ts';
import { sealKey } from './seal-run.ts';
import type { CurriculumSpec } from './spec.ts';

type Span = Omit<TracedStage, 'data'>;

/** The steps of stages, entry by entry. */
function spanned(spans: readonly Span[], name: string, firstStep: number, lastStep: number): readonly Span[] {
  const last = spans.at(-1);
  return last?.name === name
    ? [...spans.slice(0, -1), { ...last, lastStep }]
    : [...spans, { name, firstStep, lastStep }];
}

/** What the log says of the way to a version. */
async function logUpTo(store: ObjectStore, { run, step }: LineageTarget) {
  let spans: readonly Span[] = [];
  let last: LogEntry | undefined;
  let [entries, isChained] = [0, true];
  for await (const entry of runRecords(store, run).wholeLog()) {
    if (entry.step >= step) break;
    spans = spanned(spans, entry.stage, entry.step, entry.step);
    entries += 1;
    isChained &&= entry.previous !== undefined;
    last = entry;
  }
  // A cold start keeps no log: its lessons tell the phases.
  for await (const { stage, firstStep, metrics } of runRecords(store, run).lessons())
    if (firstStep < step) spans = spanned(spans, stage, firstStep, Math.min(step, firstStep + metrics.length) - 1);
  return { spans, entries, isChained, last };
}

function dataOf(name: string, { stages }: Partial<CurriculumSpec>, { datasets }: RunManifest): TracedStage['data'] {
  const dataset = stages?.find((stage) => stage.name === name)?.dataset;
  return (dataset && datasets?.[dataset.name]?.manifest) ?? 'generated';
}

/** Hears of records of other runs that are damaged: what they are to this one nobody can say. */
type Tell = (damage: Damage) => void;

async function usesOf(store: ObjectStore, run: string, tell: Tell): Promise<Lineage['usedBy']> {
  const [arms, comparisons, evaluations]: [string[], string[], string[]] = [[], [], []];
  const digests = new Set<string>();
  for await (const { key } of store.bucket.walk('arms/')) {
    const arm = await intact(store.readRecord<ArmRecord>(key), tell);
    if (arm?.run !== run) continue;
    arms.push(key);
    digests.add(arm.digest);
  }
  for await (const { key } of store.bucket.walk('comparisons/')) {
    if (!key.endsWith('/kept.json')) continue;
    const kept = await intact(store.readRecord<{ readonly material: ObjectRef }>(key), tell);
    const material = kept && (await intact(store.getJson<ComparisonMaterial>(kept.material), tell));
    if (material?.runs.some(({ digest }) => digests.has(digest))) comparisons.push(key.slice(0, key.lastIndexOf('/')));
  }
  for await (const { key } of store.bucket.walk('evaluations/')) {
    if (!key.endsWith('/evaluation.json')) continue;
    if ((await intact(store.readRecord<PolicyEvaluation>(key), tell))?.run === run) evaluations.push(key);
  }
  return { arms, comparisons, evaluations, forks: await forksOf(store, run, tell) };
}

async function forksOf(store: ObjectStore, run: string, tell: Tell): Promise<readonly TracedVersion[]> {
  const forks: TracedVersion[] = [];
  for await (const { key } of store.bucket.walk('runs/')) {
    const [name, record] = runAndRecord(key) ?? [];
    if (name === undefined || record !== 'run.json') continue;
    const ref = await intact(store.readRecord<RunRef>(key), tell);
    const parent = ref && (await intact(manifestOf(store, ref), tell))?.parent;
    if (parent?.name === run) forks.push({ run: name, step: parent.step, digest: parent.digest });
  }
  return forks;
}

/** Versions that other runs made whose weights are these. */
async function makersOf(
  store: ObjectStore,
  weights: ObjectRef,
  but: string,
  tell: Tell,
): Promise<readonly TracedVersion[]> {
  const makers: TracedVersion[] = [];
  let before = '';
  for await (const { run, step, digest, ...kept } of allSnapshots(store, tell)) {
    const isFirst = run !== before;
    before = run;
    if (!isFirst && run !== but && kept.weights.sha256 === weights.sha256) makers.push({ run, step, digest });
  }
  return makers;
}

/** Walks from a version back to all that it comes from. Throws `MissingObject` or `CorruptObject` where a record that it needs is not whole. */
export async function lineageOf(store: ObjectStore, target: LineageTarget): Promise<Lineage> {
  const { run: name, step } = target;
  const records = runRecords(store, name);
  const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
  if (!run) throw new MissingObject(`there is no run ${name} in this store`);
  const [manifest, spec, retired, seal] = await Promise.all([
    manifestOf(store, run),
    curriculumOf(store, run),
    records.retired(),
    store.read(sealKey(name)),
  ]);
  const isWhole = seal !== undefined && isSealed(sealKey(name), seal);
  const { spans, entries, isChained, last } = await logUpTo(store, target);
  const snapshots = [];
  for await (const snapshot of records.snapshotsUpTo(mostStep)) snapshots.unshift(snapshot);
  const [first] = snapshots;
  const here = snapshots.find((snapshot) => snapshot.step === step);
  if (!first) throw new MissingObject(`run ${name} has no snapshot`);
  const digest = last?.step === step - 1 ? last.after : here?.digest;
  if (digest === undefined)
    throw new MissingObject(`neither the training log of run ${name} nor a snapshot tells of its version ${step}`);
  const { parent } = manifest;
  const unread = new Set<string>();
  const tell = ({ message }: Damage): void => void unread.add(message);
  const madeBy = await makersOf(store, first.weights, name, tell);
  const usedBy = await usesOf(store, name, tell);
  return {
    version: { run: name, step, digest },
    snapshot: here
      ? {
          record: `runs/${name}/snapshots/${stepName(step)}.json`,
          weights: here.weights,
          optimiser: here.optimiser,
        }
      : null,
    snapshots: snapshots.map((snapshot) => snapshot.step),
    retired: [...retired.snapshots],
    log: {
      entries,
      since: snapshots.findLast((snapshot) => snapshot.step < step || snapshot === first)!.step,
      digest: (last && (await records.linkOf(last.step))) ?? null,
      isChained,
      retired: retired.log,
    },
    seed: spec.seed,
    stages: spans.map((span) => ({ ...span, data: dataOf(span.name, spec, manifest) })),
    spec: manifest.spec,
    manifest: run.manifest,
    code: manifest.code ? { ...manifest.code } : null,
    begins: {
      version: { run: name, step: first.step, digest: first.digest },
      base: spec.base ?? null,
      madeBy,
      parent: parent ? { run: parent.name, step: parent.step, digest: parent.digest } : null,
    },
    usedBy,
    unread: [...unread, ...(seal && !isWhole ? [`record ${sealKey(name)} is damaged`] : [])],
    seal: seal && isWhole ? sha256Of(seal) : null,
  };
}
