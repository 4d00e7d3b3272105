import pLimit from 'p-limit';

import type { MetricLine } from '../report/metric-line.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { Evaluation } from './data.ts';
import { evaluationMetrics } from './evaluation-metrics.ts';
import type { LeftOut } from './left-out.ts';

const readAtOnce = 16;
const gateLabel = /^gates\/(.+)\/\d+$/;

/** Whether an evaluation was made when training was over: `after` or `after-blank`. */
const isLast = ({ label }: Evaluation): boolean => label.startsWith('after');

/** A gate belongs to its stage; the evaluations around a run go by their own names. */
const stageOf = (label: string): string => gateLabel.exec(label)?.[1] ?? label;

/** The evaluations among a run's records in the order they were made. */
async function evaluationsOf(store: ObjectStore, run: string, leftOut?: LeftOut): Promise<readonly Evaluation[]> {
  const keys = await store.listKeys(`runs/${run}/evaluations/`);
  const kept = await pLimit(readAtOnce).map(keys, (key) => {
    const read = store.readRecord<Evaluation>(key);
    return leftOut ? leftOut.orElse(0, read, undefined) : read;
  });
  return kept
    .filter((evaluation) => evaluation !== undefined)
    .toSorted((a, b) => Number(isLast(a)) - Number(isLast(b)) || a.step - b.step || (a.label < b.label ? -1 : 1));
}

/** Every step of a run: those of the training log; a cold start has lessons instead. */
async function* stepsOf(
  store: ObjectStore,
  run: string,
  leftOut?: LeftOut,
): AsyncGenerator<Omit<MetricLine, 'schemaVersion' | 'run'>> {
  const records = runRecords(store, run);
  yield* records.wholeLog(leftOut && ((damage, step) => leftOut.tell(damage, step)));
  for await (const { stage, firstStep, metrics } of records.lessons()) {
    yield* metrics.map((each, index) => ({ stage, step: firstStep + index, metrics: each }));
  }
}

/**
 * What is measured of a run as far as it has come, in order: the evaluation before training, then each step, a gate's check before the
 * step that follows it, and the evaluation after training last. A function of the run's records alone; few steps are in memory at once.
 * A record that is lost or damaged throws `MissingObject` or `CorruptObject`, or is left out where someone hears of it.
 */
export async function* metricLines(store: ObjectStore, run: string, leftOut?: LeftOut): AsyncGenerator<MetricLine> {
  const line = (stage: string, step: number, metrics: MetricLine['metrics']): MetricLine => {
    return { schemaVersion: 1, run, stage, step, metrics };
  };
  const ofEvaluation = (evaluation: Evaluation): MetricLine =>
    line(stageOf(evaluation.label), evaluation.step, evaluationMetrics(evaluation));
  const evaluations = await evaluationsOf(store, run, leftOut);
  let told = 0;
  for await (const { step, stage, metrics } of stepsOf(store, run, leftOut)) {
    for (; told < evaluations.length; told++) {
      const next = evaluations[told]!;
      if (isLast(next) || next.step > step) break;
      yield ofEvaluation(next);
    }
    yield line(stage, step, metrics);
  }
  for (const evaluation of evaluations.slice(told)) yield ofEvaluation(evaluation);
}
