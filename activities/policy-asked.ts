import { z } from 'zod';

import { readAskedPolicy, type AskedConfig } from '../policy/asked-policy.ts';
import { isKey } from '../store/keys.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion, type SnapshotRecord } from '../store/run-records.ts';
import { mostStep } from '../store/step-name.ts';
import type { RunManifest, RunRef } from './data.ts';
import { keepSnapshot } from './keep-snapshot.ts';
import { InvalidSpec } from './parse-spec.ts';
import { runName } from './run-name.ts';
import { manifestOf, specOf } from './run-spec.ts';
import { basePolicyFolder } from './spec-path.ts';
import { letGoProblem } from './version-at.ts';

const threads = z.int().min(1).max(64);

const ofRun = z.strictObject({ run: runName, step: z.union([z.int().min(0).max(mostStep), z.literal('newest')]) });
const snapshotForm = 'must be the key of a snapshot, runs/<run>/snapshots/<step>.json';
const ofSnapshot = z.strictObject({
  snapshot: z
    .string()
    .regex(/^runs\/.+\/snapshots\/\d{6}\.json$/, snapshotForm)
    .refine(isKey, snapshotForm),
});
const ofBase = z.strictObject({ base: z.string().min(1), threads });

/**
 * The policy that is asked: a version of a run (`newest` is the last snapshot), a kept snapshot by its key, or the folder of a base
 * policy or a served one. A run's policy computes with the threads of the run's spec.
 */
export const policySpec = z.union([ofRun, ofSnapshot, ofBase]);

/** A policy version found, and what it is made of. */
export interface PolicyAsked {
  readonly run: RunRef;
  readonly version: PolicyVersion;
  readonly config: AskedConfig;
  /** All that its answers depend on. */
  readonly identity: { readonly digest: string; readonly config: string; readonly tokenizer: string; threads: number };
}

/** Finds the policy of a spec, or throws {@link InvalidSpec}. A base policy is brought into the store. */
export async function policyAsked(
  spec: z.infer<typeof policySpec>,
  store: ObjectStore,
  projectFolder: URL,
): Promise<PolicyAsked> {
  if ('base' in spec) return found(store, await baseOf(spec, store, projectFolder));
  const [name, step] = 'run' in spec ? [spec.run, spec.step] : snapshotAt(spec.snapshot);
  const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
  if (!run) throw new InvalidSpec([`policy: there is no run ${name} in this store`]);
  return found(store, { run, version: await versionOf(run, step, store, 'run' in spec) });
}

async function found(
  store: ObjectStore,
  { run, version }: { run: RunRef; version: PolicyVersion },
): Promise<PolicyAsked> {
  const manifest = await manifestOf(store, run);
  const { threads } = await specOf(store, run);
  const { step, digest } = version;
  return {
    run,
    version: { step, digest },
    config: await store.getJson<AskedConfig>(manifest.config),
    identity: { digest, config: manifest.config.sha256, tokenizer: manifest.tokenizer.sha256, threads },
  };
}

function snapshotAt(key: string): readonly [name: string, step: number] {
  const [, name, step] = /^runs\/(.+)\/snapshots\/(\d{6})\.json$/.exec(key)!;
  return [name!, Number(step)];
}

/** A version by its step: a snapshot of it, or what the training log says that it became, to be made again. */
async function versionOf(
  { name }: RunRef,
  step: number | 'newest',
  store: ObjectStore,
  mayBeMadeAgain: boolean,
): Promise<PolicyVersion> {
  const records = runRecords(store, name);
  if (step === 'newest') return records.newestSnapshot();
  const retired = await records.retired();
  const kept: SnapshotRecord | undefined = await records.snapshotAtOrBefore(step);
  if (kept.step === step && !retired.snapshots.has(step)) return kept;
  const entry = mayBeMadeAgain ? await records.logEntry(step - 1) : undefined;
  if (entry && retired.log) throw new InvalidSpec([`policy: ${letGoProblem(name, step)}`]);
  if (entry) return { step, digest: entry.after };
  const { step: newest } = await records.newestSnapshot();
  throw new InvalidSpec([`policy: run ${name} has no version ${step}; its newest snapshot is ${newest}`]);
}

/** A run without steps whose version 0 is a base policy, so that a worker holds it as it holds any other. */
async function baseOf(
  { base: folder, threads }: z.infer<typeof ofBase>,
  store: ObjectStore,
  projectFolder: URL,
): Promise<{ run: RunRef; version: PolicyVersion }> {
  const base = await readAskedPolicy(await basePolicyFolder(folder, { field: 'policy.base', projectFolder })).catch(
    (error: Error) => {
      throw new InvalidSpec([`policy.base: ${error.message}`]);
    },
  );
  const name = `base-policies/${base.digest}`;
  const [{ weights, ...version }, config, tokenizer, spec] = await Promise.all([
    keepSnapshot(store, name, 0, base.snapshot),
    store.putJson(base.config),
    store.put(Buffer.from(base.tokenizerJson), 'json'),
    store.putJson({ threads }),
  ]);
  const manifest: RunManifest = { spec: spec satisfies ObjectRef, config, tokenizer, reference: weights };
  return { run: { name, manifest: await store.putJson(manifest) }, version };
}
