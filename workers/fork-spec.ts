import type { RunRef } from '../activities/data.ts';
import { parseSpec } from '../activities/parse-spec.ts';
import { restOfRun, type RestOfRun } from '../activities/rest-of-run.ts';
import { coldStartSpec, curriculumSpec, firstStepOf } from '../activities/spec.ts';
import { specOf, curriculumOf } from '../activities/run-spec.ts';
import { stageSpans } from '../activities/stage-spans.ts';
import { letGoProblem, versionAt } from '../activities/version-at.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { InputError } from './command-line/input-error.ts';
import { mergePatch } from './merge-patch.ts';

/**
 * The spec of a fork of a run: what was left of it at a step, with fields changed by a merge patch. Throws `InvalidSpec` where that cannot be
 * run, {@link InputError} where there is no such run or version.
 */
export async function forkedSpec(store: ObjectStore, name: string, step: number, changes: unknown): Promise<RestOfRun> {
  const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
  if (!run) throw new InputError(`${name}: there is no such run in this store`);
  const given = await specOf(store, run);
  if (coldStartSpec.safeParse(given).success)
    throw new InputError(`${name}: is a cold start: state its version as "from" in the spec of a curriculum`);
  const spec = await curriculumOf(store, run);
  if (step < firstStepOf(spec)) throw new InputError(`--step ${step}: the run begins with step ${firstStepOf(spec)}`);
  await versionAt(store, run, step).catch((error: Error) => {
    throw new InputError(`--step ${step}: ${error.message}`);
  });
  const records = runRecords(store, name);
  const [kept, retired, log, next, acts] = await Promise.all([
    records.snapshotSteps(),
    records.retired(),
    records.logEntries(firstStepOf(spec), step),
    records.logEntry(step),
    records.steering(),
  ]);
  const isKept = kept.includes(step) && !retired.snapshots.has(step);
  if (retired.log && !isKept) throw new InputError(`--step ${step}: ${letGoProblem(name, step)}`);
  const rest = restOfRun({ run: name, spec, step, spans: stageSpans(log), next: next?.stage, acts });
  return { ...rest, spec: parseSpec(curriculumSpec, mergePatch(rest.spec, changes)) };
}
