import { MissingObject } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { ArmRecord } from './arm-record.ts';
import type { PolicyEvaluation } from './evaluation.ts';
import type { Reliance } from './retention.ts';

async function listed<T>(store: ObjectStore, key: string): Promise<T> {
  const value = await store.readRecord<T>(key);
  if (value === undefined) throw new MissingObject(`record ${key} was there and is gone`);
  return value;
}

/** Who relies on runs, by their names: arms on a version and on its answers, evaluations on the version that they asked. */
export async function reliances(store: ObjectStore): Promise<ReadonlyMap<string, Reliance>> {
  const found = new Map<string, Reliance>();
  function add(run: string, step: number, answers: boolean): void {
    const known = found.get(run) ?? { steps: [], answers: false };
    found.set(run, { steps: [...known.steps, step], answers: known.answers || answers });
  }
  for await (const { key } of store.bucket.walk('arms/')) {
    const { run, version } = await listed<ArmRecord>(store, key);
    add(run, version.step, true);
  }
  for await (const { key } of store.bucket.walk('evaluations/')) {
    if (!key.endsWith('/evaluation.json')) continue;
    const { run, version } = await listed<PolicyEvaluation>(store, key);
    if (run !== undefined) add(run, version.step, false);
  }
  return found;
}
