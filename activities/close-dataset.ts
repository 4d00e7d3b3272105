import pLimit from 'p-limit';

import { publishDataset } from '../store/datasets.ts';
import { MissingObject } from '../store/errors.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { BadRows, toldRows } from '../transit/dataset/bad-dataset.ts';
import { askedAt } from './asked-at.ts';
import type { DatasetManifest, DatasetPlan, ImportedShard } from './dataset-data.ts';
import { importRecords } from './dataset-records.ts';

/** A finished import. */
export interface BuiltDataset extends Pick<DatasetManifest, 'name' | 'rows' | 'questions' | 'skipped' | 'tally'> {
  readonly manifest: ObjectRef;
  /** The rows left out by number and reason, some of them where there are many; empty where there are none. */
  readonly notice: string;
}

const readAtOnce = 16;

/** Writes the manifest over all shards and moves the dataset's name to it, last. Throws {@link BadRows} where no row could be used. */
export function closeDatasetActivity(store: ObjectStore) {
  return async function closeDataset({ plan: ref }: { readonly plan: ObjectRef }): Promise<BuiltDataset> {
    const plan = await store.getJson<DatasetPlan>(ref);
    const { name, split } = plan.spec;
    const records = importRecords(store, name, ref);
    const imported = await pLimit(readAtOnce).map(plan.shards, async (_, index) => {
      const shard = await records.shard(index);
      if (!shard) throw new MissingObject(`the import of dataset ${name} has no shard ${index}`);
      return shard;
    });
    const bad = imported.flatMap((shard) => shard.bad);
    const shards = imported.flatMap(({ shard }) => (shard ? [shard] : []));
    if (shards.length === 0) throw new BadRows(`none of ${plan.rows} rows can be used: ${toldRows(bad)}`);
    const summary = {
      name,
      rows: plan.rows,
      questions: shards.reduce((sum, shard) => sum + shard.records, 0),
      skipped: bad.length,
      tally: tallyOf(imported),
    };
    const { kind } = plan.source;
    const source = kind === 'hub' ? plan.source : { kind };
    const manifest: DatasetManifest = { ...summary, source, split, bad: await store.putJson(bad), shards };
    const kept = await store.putJson(manifest);
    await publishDataset(store, name, kept, askedAt());
    return { ...summary, manifest: kept, notice: toldRows(bad) };
  };
}

function tallyOf(imported: readonly ImportedShard[]): Readonly<Record<string, number>> {
  const tally: Record<string, number> = {};
  for (const shard of imported)
    for (const [label, count] of Object.entries(shard.tally)) tally[label] = (tally[label] ?? 0) + count;
  return Object.fromEntries(Object.entries(tally).sort(([a], [b]) => (a < b ? -1 : 1)));
}
