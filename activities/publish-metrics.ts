import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { metricsJsonl } from '../report/metric-line.ts';
import type { ObjectStore } from '../store/objects.ts';
import { askedAt } from './asked-at.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { LeftOut } from './left-out.ts';
import { metricLines } from './metric-lines.ts';

/**
 * Publishes `runs/<run>/metrics.jsonl` as far as a run has come, without the records that are lost or damaged: the report tells of those.
 * Through a file: a long run's is larger than memory should be.
 */
export async function publishMetrics(store: ObjectStore, run: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-metrics-'));
  const file = join(folder, 'metrics.jsonl');
  async function* stoppable(): AsyncGenerator<Uint8Array> {
    for await (const chunk of metricsJsonl(metricLines(store, run, new LeftOut()))) {
      stopIfCancelled();
      yield chunk;
    }
  }
  try {
    await writeFile(file, stoppable());
    await store.publishFile(`runs/${run}/metrics.jsonl`, file, 'jsonl', askedAt());
  } finally {
    await rm(folder, { recursive: true });
  }
}
