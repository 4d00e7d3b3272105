import { readerOf, type BaseConfig } from '../policy/base-policy.ts';
import { openDataset } from '../store/datasets.ts';
import { sha256Of, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { rightAnswer } from '../transit/dataset/right-answer.ts';
import type { DatasetManifest, DatasetRecord } from './dataset-data.ts';
import { markOf } from './dataset-marks.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { intact } from '../store/errors.ts';

/** What a policy can read and write. */
export interface PolicyLanguage {
  readonly tokenizerJson: string;
  readonly config: BaseConfig;
}

/** Raised when marks mean something else than before. */
const edition = 1;
const recordsAtOnce = 1_024;

/**
 * The marks of a dataset for a policy's language, kept as an object: made once, from every record, and then found by what they
 * depend on. Throws `CorruptObject` or `MissingObject` where the dataset is damaged.
 */
export async function datasetMarks(
  store: ObjectStore,
  manifest: ObjectRef,
  { tokenizerJson, config }: PolicyLanguage,
): Promise<ObjectRef> {
  const { maxPromptTokens, maxAnswerTokens } = config;
  const language = sha256Of(Buffer.from(JSON.stringify([edition, tokenizerJson, maxPromptTokens, maxAnswerTokens])));
  const key = `datasets/marks/${manifest.sha256}/${language}.json`;
  const known = await store.readRecord<ObjectRef>(key);
  if (known && (await intact(store.get(known)))) return known;

  const read = readerOf(config, tokenizerJson);
  const isStrange = (text: string, longest: number): boolean => {
    const { unknown, cut } = read(text, longest);
    return unknown > 0 || cut > 0;
  };
  const dataset = await openDataset<DatasetManifest, DatasetRecord>(store, manifest);
  const marks = new Uint8Array(dataset.records);
  for (let first = 0; first < marks.length; first += recordsAtOnce) {
    stopIfCancelled();
    for (const [index, { question, routes }] of (await dataset.read(first, first + recordsAtOnce)).entries()) {
      const solution = rightAnswer(question, routes);
      marks[first + index] = markOf(question.kind, question.difficulty_city, {
        question: isStrange(question.question, maxPromptTokens),
        solution: solution === '' || isStrange(solution, maxAnswerTokens - 1),
      });
    }
  }
  // Where the record stands and its object was lost, the same bytes are there again.
  return store.writeRecord(key, await store.put(marks, 'marks'));
}
