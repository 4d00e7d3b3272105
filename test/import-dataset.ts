import { closeDatasetActivity, type BuiltDataset } from '../activities/close-dataset.ts';
import type { DatasetReach } from '../activities/dataset-source.ts';
import type { DatasetSpec } from '../activities/dataset-spec.ts';
import { importShardActivity } from '../activities/import-shard.ts';
import { openDatasetActivity } from '../activities/open-dataset.ts';

/** What `buildDataset` does, without Temporal. */
export async function importDataset(spec: DatasetSpec, reach: DatasetReach): Promise<BuiltDataset> {
  const { plan, shards } = await openDatasetActivity(reach)({ spec });
  for (let shard = 0; shard < shards; shard++) await importShardActivity(reach, () => undefined)({ plan, shard });
  return closeDatasetActivity(reach.store)({ plan });
}
