import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

import type { BuiltDataset } from '../activities/close-dataset.ts';
import { light } from './activity-options.ts';
import { answerProgress } from './answer-progress.ts';
import { builtDetails, importingDetails } from './details.ts';
import type { RunState } from './messages.ts';
import { opened } from './opened.ts';
import { runAttribute, stageAttributes } from './search-attributes.ts';

/**
 * Imports a published dataset into the store, in shards. The input is a dataset spec (activities/dataset-spec.ts); a bad one fails
 * at once with every wrong field named. A shard that is kept is not imported again, by this run or by another of the same spec and
 * source; `progress` counts shards as steps. History: some 6 events a shard, of which there are 1,000 at most.
 */
export async function buildDataset(spec: unknown): Promise<BuiltDataset> {
  let state: RunState = 'opening';
  let name = '';
  let shards = 0;
  let imported = 0;
  let rows = 0;
  let skipped = 0;
  const metrics = (): Record<string, number> => ({ 'dataset/rows': rows, 'dataset/skipped': skipped });
  const stage = 'import';
  answerProgress(() => ({ state, run: name, stage, step: imported, steps: shards, metrics: metrics() }));

  const { workflowId } = workflowInfo();
  const summary = 'read the spec and the files';
  const plan = await opened(light.openDataset.executeWithOptions({ summary }, [{ spec, workflowId }]));
  ({ title: name, shards } = plan);
  state = 'importing';
  upsertSearchAttributes([{ key: runAttribute, value: plan.title }, ...stageAttributes(stage, 0, {})]);
  upsertMemo({ plan: plan.plan.key });
  const show = (): void => setCurrentDetails(importingDetails({ imported, shards, rows, skipped, of: plan.rows }));
  show();

  const left = Array.from({ length: shards }, (_, shard) => shard).values();
  async function importShards(): Promise<void> {
    for (const shard of left) {
      const summary = `shard ${shard + 1} of ${shards}`;
      const done = await light.importShard.executeWithOptions({ summary }, [{ plan: plan.plan, shard }]);
      imported += 1;
      rows += done.rows;
      skipped += done.skipped;
      show();
    }
  }
  await opened(Promise.all(Array.from({ length: plan.shardsAtOnce }, importShards)));
  upsertSearchAttributes(stageAttributes(stage, imported, {}));
  const built = await opened(
    light.closeDataset.executeWithOptions({ summary: 'write the manifest' }, [{ plan: plan.plan }]),
  );
  state = 'ended';
  setCurrentDetails(builtDetails(built));
  return built;
}
