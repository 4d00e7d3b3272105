import { benchmarkTable } from '../report/benchmark-table.ts';
import { wilson } from '../report/wilson.ts';
import { evaluationPresets } from '../reward/evaluation/evaluation-rules.ts';
import { answerRows } from '../reward/benchmarks/predictions.ts';
import { summarise, summariseMeans, type BenchmarkSummary } from '../reward/benchmarks/summary.ts';
import { MissingObject } from '../store/errors.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { keptAnswers } from './answer-part.ts';
import { readBenchmarkFile } from './benchmark-file.ts';
import {
  evaluationRecord,
  partRecord,
  type EvaluationMaterial,
  type PolicyEvaluation,
  type Prediction,
} from './evaluation.ts';

export interface WriteEvaluationInput {
  readonly material: ObjectRef;
}

const jsonLines = (values: readonly unknown[]): Buffer =>
  Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));

/** What was counted on the way to the answers, so that a score is not taken for more than it is. */
function counts(predictions: readonly Prediction[]): Record<string, number> {
  const number = (holds: (prediction: Prediction) => boolean): number => predictions.filter(holds).length;
  return {
    truncated: number(({ truncated }) => truncated),
    questions_with_unknown_words: number(({ unknown }) => unknown > 0),
    questions_cut: number(({ cut }) => cut > 0),
    ...(predictions.some(({ log_probability }) => log_probability !== undefined) && {
      answers_without_log_probability: number(({ log_probability }) => log_probability === null),
    }),
  };
}

/** The scores over all questions by their names. */
function overall({ unparsable, metrics }: BenchmarkSummary): Record<string, number> {
  const ofAll = metrics.filter(({ by }) => by === null).map(({ name, value }) => [name, value] as const);
  return { ...Object.fromEntries(ofAll), unparsable };
}

/** Scores the answers of all parts and publishes predictions, scores and table under the evaluation's name, the record last. */
export function writeEvaluationActivity(store: ObjectStore) {
  async function answersOf({ name, parts }: EvaluationMaterial): Promise<readonly Prediction[]> {
    const answers: Prediction[] = [];
    for (const { first, count } of parts) {
      const record = partRecord(name, first, count);
      const kept = await keptAnswers(store, record);
      if (!kept) throw new MissingObject(`the answers of ${record} are gone: start the evaluation again`);
      answers.push(...kept);
    }
    return answers;
  }

  return async function writeEvaluation(input: WriteEvaluationInput): Promise<PolicyEvaluation> {
    const material = await store.getJson<EvaluationMaterial>(input.material);
    const { name, benchmark, preset, file, run, version } = material;
    const rows = readBenchmarkFile(benchmark, await store.get(file), file.key);
    const predictions = await answersOf(material);
    const byId = new Map(
      predictions.map(({ id, prediction, token_count }) => [id, { text: prediction, tokens: token_count }]),
    );
    const answered = answerRows(rows, byId, evaluationPresets[preset]);
    const summarised = preset === 'released' ? summarise : summariseMeans;
    const summary = { preset, ...summarised(benchmark, answered, wilson) };
    const table = benchmarkTable(summary);
    const publish = (file: string, content: Buffer): Promise<ObjectRef> =>
      store.publish(`${name}/${file}`, content, file.slice(file.lastIndexOf('.') + 1));
    const evaluation: PolicyEvaluation = {
      digest: name.slice(name.lastIndexOf('/') + 1),
      benchmark,
      file: file.sha256,
      run: run.name,
      version,
      questions: rows.length,
      material: input.material,
      metrics: { ...overall(summary), ...counts(predictions) },
      table,
      files: {
        predictions: await publish('predictions.jsonl', jsonLines(predictions)),
        scores: await publish('scores.jsonl', jsonLines(answered.map(({ scored }) => scored))),
        tableText: await publish('table.txt', Buffer.from(`${table}\n`)),
        tableJson: await publish('table.json', Buffer.from(`${JSON.stringify(summary, null, 2)}\n`)),
      },
    };
    await store.publishRecord(evaluationRecord(name), evaluation);
    return evaluation;
  };
}
