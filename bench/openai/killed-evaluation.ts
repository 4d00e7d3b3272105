import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { WorkflowHandle } from '@temporalio/client';

import { keepBenchmarkFile } from '../../activities/benchmark-file.ts';
import type { Prediction } from '../../activities/evaluation.ts';
import type { EvaluationSpec } from '../../activities/evaluation-spec.ts';
import { drawnBenchmark } from '../../workers/command-line/draw-benchmark.ts';
import type { evaluatePolicy } from '../../workflows/evaluate-policy.ts';
import { mainQueue } from '../../workflows/queues.ts';
import { Site } from '../durability/site.ts';
import { rounded } from '../policy/stats.ts';
import type { TransformersServer } from './transformers-server.ts';

const questions = 40;
/** Parts of which the server has answered every question when the policy worker is killed, in the middle of the next. */
const killedAfter = 4;

type Run = WorkflowHandle<typeof evaluatePolicy>;

/** One evaluation on servers and workers of its own; its policy worker is killed (SIGKILL) in the middle, where `killed`. */
async function evaluated(spec: EvaluationSpec, server: TransformersServer, killed: boolean) {
  const site = await Site.open({ OPENAI_BASE_URL: server.url });
  try {
    const fleet = await site.startFleet('workflow', 'policy');
    const file = await drawnBenchmark({ questions, seed: 1, style: 'dusk' });
    const { sha256 } = await keepBenchmarkFile(site.store, Buffer.from(file), 'jsonl');
    const [since, answeredBefore] = [performance.now(), server.answered()];
    const run: Run = await site.client.workflow.start<typeof evaluatePolicy>('evaluatePolicy', {
      workflowId: `openai-${randomUUID()}`,
      taskQueue: mainQueue,
      args: [{ ...spec, benchmark: { ...spec.benchmark, file: sha256 } }],
    });
    const parts = async (): Promise<number> =>
      (await site.store.listKeys('evaluations/')).filter((key) => key.includes('/parts/')).length;
    let partsKeptWhenKilled: number | undefined;
    if (killed) {
      while (server.answered() - answeredBefore <= killedAfter * spec.shardSize) await sleep(1);
      process.kill(fleet.pid('policy'), 'SIGKILL');
      partsKeptWhenKilled = await parts();
    }
    const { asked, metrics, files } = await run.result();
    const { events } = await run.fetchHistory();
    const lines = (await site.store.get(files.predictions)).toString('utf8').trimEnd().split('\n');
    return {
      asked,
      answeredByServer: server.answered() - answeredBefore,
      seconds: rounded((performance.now() - since) / 1000),
      ...(killed && { partsKeptWhenKilled, parts: await parts() }),
      events: events?.length,
      metrics,
      distinctAnswers: new Set(lines.map((line) => (JSON.parse(line) as Prediction).prediction)).size,
      predictions: files.predictions.sha256,
    };
  } finally {
    await site.close();
  }
}

/** The same evaluation undisturbed, and with its policy worker killed in the middle. */
export async function killedEvaluation(spec: EvaluationSpec, server: TransformersServer) {
  const undisturbed = await evaluated(spec, server, false);
  const killed = await evaluated(spec, server, true);
  return { undisturbed, killed, predictionsEqual: undisturbed.predictions === killed.predictions };
}
