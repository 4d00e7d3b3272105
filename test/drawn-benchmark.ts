import { keepBenchmarkFile } from '../activities/benchmark-file.ts';
import type { EvaluationSpec } from '../activities/evaluation-spec.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { drawnBenchmark } from '../workers/command-line/draw-benchmark.ts';

/** Draws a benchmark file and keeps it, as the commands do. */
export async function putDrawnBenchmark(store: ObjectStore, questions: number, seed: number): Promise<ObjectRef> {
  return keepBenchmarkFile(store, Buffer.from(await drawnBenchmark({ questions, seed, style: 'dusk' })), 'jsonl');
}

/** An evaluation of the base policy on such a file, in parts of two questions. */
export const smallEvaluation = (file: string): EvaluationSpec => ({
  title: 'drawn',
  policy: { base: 'policy/base/tiny', threads: 1 },
  benchmark: { name: 'reasonmap-plus', file, preset: 'released' },
  sampling: { temperature: 0, maxAnswerTokens: 48, seed: 7 },
  blankImages: false,
  shardSize: 2,
});
