import { extname } from 'node:path';

import pLimit from 'p-limit';

import { isServed } from '../policy/served/served-config.ts';
import type { BenchmarkRow } from '../reward/benchmarks/row.ts';
import { CorruptObject, intact, MissingObject } from '../store/errors.ts';
import { digestIn, objectPrefix, sha256Of, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { assertReadable, keepBenchmarkFile, pictureOf, readBenchmarkFile } from './benchmark-file.ts';
import {
  evaluationDigest,
  evaluationName,
  evaluationRecord,
  type AskedQuestion,
  type EvaluationMaterial,
  type PolicyEvaluation,
} from './evaluation.ts';
import { evaluationSpec, type EvaluationSpec } from './evaluation-spec.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { InvalidSpec, parseSpec } from './parse-spec.ts';
import { policyAsked, type PolicyAsked } from './policy-asked.ts';
import { checkedNoChild } from './run-name.ts';
import { sightOf } from './shown-pictures.ts';

export interface OpenEvaluationInput {
  /** What `evaluatePolicy` was started with, as yet unread. */
  readonly spec: unknown;
  /** Not there where an earlier release asks. */
  readonly workflowId?: string;
}

/** What the workflow needs to know of an evaluation. */
export interface EvaluationPlan {
  readonly title: string;
  /** Prefix of the evaluation's records, with its digest. */
  readonly name: string;
  readonly benchmark: string;
  readonly version: PolicyVersion;
  readonly material: ObjectRef;
  readonly parts: number;
  /** Whether a server elsewhere answers, so that no device is needed. Not there where an earlier release told. */
  readonly isElsewhere?: boolean;
  /** The evaluation where it is kept already. */
  readonly kept: PolicyEvaluation | null;
}

/** A history stays below 10,000 events. */
const mostParts = 1_000;
const picturesAtOnce = 8;

/**
 * The benchmark's file by its digest, its key or a name. What lies under a name may be another tomorrow: it is kept by content, too, and
 * taken from there. Throws `MissingObject` or `CorruptObject`.
 */
async function fileOf({ file }: EvaluationSpec['benchmark'], store: ObjectStore): Promise<ObjectRef> {
  const [key] = /^[0-9a-f]{64}$/.test(file) ? await store.listKeys(`${objectPrefix(file)}.`) : [file];
  const found = key === undefined ? undefined : await store.bucket.stat(key);
  if (found) assertReadable(found.bytes, `benchmark.file ${file}: `);
  const content = found && (await store.read(found.key));
  if (key === undefined || !content)
    throw new MissingObject(`benchmark.file: there is no object ${file} in this store: put-benchmark brings it there`);
  const ending = extname(key).slice(1);
  const stated = digestIn(key);
  if (stated === undefined) return store.put(content, ending);
  if (stated === sha256Of(content)) return keepBenchmarkFile(store, content, ending);
  throw new CorruptObject(`object ${key} has SHA-256 ${sha256Of(content)}, it must have ${stated}`);
}

/** The record and every file of a kept evaluation are whole, or it counts for nothing. */
async function keptEvaluation(name: string, store: ObjectStore): Promise<PolicyEvaluation | null> {
  const kept = await intact(store.readRecord<PolicyEvaluation>(evaluationRecord(name)));
  if (!kept) return null;
  const files = await Promise.all(Object.values(kept.files).map((ref) => intact(store.get(ref))));
  return files.every((file) => file !== undefined) ? kept : null;
}

/** Keeps each picture once, and the questions part by part. */
async function partsOf(rows: readonly BenchmarkRow[], shardSize: number, store: ObjectStore) {
  const limit = pLimit(picturesAtOnce);
  const pictures = new Map<string, Promise<ObjectRef>>();
  const kept = (picture: string): Promise<ObjectRef> => {
    const ref = pictures.get(picture) ?? limit(() => store.put(Buffer.from(picture, 'base64'), 'picture'));
    pictures.set(picture, ref);
    return ref;
  };
  const parts: EvaluationMaterial['parts'][number][] = [];
  for (let first = 0; first < rows.length; first += shardSize) {
    stopIfCancelled();
    const questions = await Promise.all(
      rows.slice(first, first + shardSize).map(async (row): Promise<AskedQuestion> => {
        const picture = pictureOf(row);
        return { id: row.id, text: row.prompt, picture: picture === null ? null : await kept(picture) };
      }),
    );
    parts.push({ first, count: questions.length, questions: await store.putJson(questions) });
  }
  return parts;
}

function checkSizes({ sampling, shardSize }: EvaluationSpec, { config }: PolicyAsked, questions: number): void {
  const problems = [
    ...(sampling.maxAnswerTokens > config.maxAnswerTokens
      ? [`sampling.maxAnswerTokens: the policy writes ${config.maxAnswerTokens} tokens at most`]
      : []),
    ...(questions > shardSize * mostParts
      ? [`shardSize: must cut the ${questions} questions into at most ${mostParts} parts`]
      : []),
  ];
  if (problems.length > 0) throw new InvalidSpec(problems);
}

/**
 * Validates the spec in full, finds policy and data, and names the evaluation by their digest. Where it is not kept yet, lays out its
 * questions in parts.
 */
export function openEvaluationActivity(store: ObjectStore, projectFolder: URL) {
  return async function openEvaluation({ spec: input, workflowId = '' }: OpenEvaluationInput): Promise<EvaluationPlan> {
    checkedNoChild(workflowId);
    const spec = parseSpec(evaluationSpec, input);
    const { title, benchmark, sampling, blankImages, shardSize } = spec;
    const asked = await policyAsked(spec.policy, store, projectFolder);
    const file = await fileOf(benchmark, store);
    const rows = readBenchmarkFile(benchmark.name, await store.get(file), file.key, `benchmark.file ${benchmark.file}`);
    checkSizes(spec, asked, rows.length);
    const { run, version, config } = asked;
    const name = evaluationName(evaluationDigest(asked.identity, spec, file));
    const kept = await keptEvaluation(name, store);
    const material: EvaluationMaterial = {
      name,
      benchmark: benchmark.name,
      preset: benchmark.preset,
      file,
      run,
      version,
      size: sightOf(config),
      sampling,
      blankImages,
      parts: kept ? [] : await partsOf(rows, shardSize, store),
    };
    const ref = await store.putJson(material);
    const { length: parts } = material.parts;
    return {
      title,
      name,
      benchmark: benchmark.name,
      version,
      material: ref,
      parts,
      isElsewhere: isServed(config),
      kept,
    };
  };
}
